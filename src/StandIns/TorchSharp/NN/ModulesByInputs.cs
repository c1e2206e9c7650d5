namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Keeps the functions that run before and after a module's own; <c>call</c> of the derived forms runs them.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            protected Dictionary<string, TPreHook> pre_hooks = [];
            protected Dictionary<string, TPostHook> post_hooks = [];
            protected Dictionary<string, Action<Module>> module_pre_hooks = [];
            protected Dictionary<string, Action<Module>> module_post_hooks = [];
            private long _hookNumber;

            private protected HookableModule(string name)
                : base(name)
            {
            }

            /// <summary>True when <c>call</c> is nothing but <c>forward</c>.</summary>
            private protected bool IsBare => pre_hooks.Count + post_hooks.Count + module_pre_hooks.Count + module_post_hooks.Count == 0;

            public HookRemover register_forward_hook(TPostHook hook) => Keep(post_hooks, hook);

            public HookRemover register_forward_hook(Action<Module> hook) => Keep(module_post_hooks, hook);

            public HookRemover register_forward_pre_hook(TPreHook hook) => Keep(pre_hooks, hook);

            public HookRemover register_forward_pre_hook(Action<Module> hook) => Keep(module_pre_hooks, hook);

            private HookRemover Keep<THook>(Dictionary<string, THook> hooks, THook hook)
            {
                var key = (++_hookNumber).ToString(System.Globalization.CultureInfo.InvariantCulture);
                hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            private void Forget(string key)
            {
                pre_hooks.Remove(key);
                post_hooks.Remove(key);
                module_pre_hooks.Remove(key);
                module_post_hooks.Remove(key);
            }

            private protected void RunBefore()
            {
                foreach (var hook in module_pre_hooks.Values) hook(this);
            }

            private protected void RunAfter()
            {
                foreach (var hook in module_post_hooks.Values) hook(this);
            }

            public class HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
            {
                public void remove() => module.Forget(key);
            }
        }

        public interface IModule<T, TResult>
        {
            TResult call(T input1);
        }

        /// <summary>A module of one input: derive, write <c>forward</c>, and use <c>call</c>.</summary>
        public abstract class Module<T, TResult>
            : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>,
                IModule<T, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T input);

            /// <summary>Runs the hooks and <c>forward</c>; a hook that returns null changes nothing.</summary>
            public TResult call(T input) => IsBare ? forward(input) : CallWithHooks(input);

            private TResult CallWithHooks(T input)
            {
                foreach (var hook in pre_hooks.Values)
                {
                    if (hook(this, input) is { } changed) input = changed;
                }
                RunBefore();
                var result = forward(input);
                foreach (var hook in post_hooks.Values)
                {
                    if (hook(this, input, result) is { } changed) result = changed;
                }
                RunAfter();
                return result;
            }
        }

        public interface IModule<T1, T2, TResult>
        {
            TResult call(T1 input1, T2 input2);
        }

        /// <summary>A module of two inputs: derive, write <c>forward</c>, and use <c>call</c>.</summary>
        public abstract class Module<T1, T2, TResult>
            : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>,
                IModule<T1, T2, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>Runs the hooks and <c>forward</c>; a hook that returns null changes nothing.</summary>
            public TResult call(T1 input1, T2 input2) => IsBare ? forward(input1, input2) : CallWithHooks(input1, input2);

            private TResult CallWithHooks(T1 input1, T2 input2)
            {
                foreach (var hook in pre_hooks.Values)
                {
                    if (hook(this, input1, input2) is { } changed) (input1, input2) = changed;
                }
                RunBefore();
                var result = forward(input1, input2);
                foreach (var hook in post_hooks.Values)
                {
                    if (hook(this, input1, input2, result) is { } changed) result = changed;
                }
                RunAfter();
                return result;
            }
        }

        public interface IModule<T1, T2, T3, TResult>
        {
            TResult call(T1 input1, T2 input2, T3 input3);
        }

        /// <summary>A module of three inputs: derive, write <c>forward</c>, and use <c>call</c>.</summary>
        public abstract class Module<T1, T2, T3, TResult>
            : HookableModule<Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>, Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>,
                IModule<T1, T2, T3, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            /// <summary>Runs the hooks and <c>forward</c>; a hook that returns null changes nothing.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3) => IsBare ? forward(input1, input2, input3) : CallWithHooks(input1, input2, input3);

            private TResult CallWithHooks(T1 input1, T2 input2, T3 input3)
            {
                foreach (var hook in pre_hooks.Values)
                {
                    if (hook(this, input1, input2, input3) is { } changed) (input1, input2, input3) = changed;
                }
                RunBefore();
                var result = forward(input1, input2, input3);
                foreach (var hook in post_hooks.Values)
                {
                    if (hook(this, input1, input2, input3, result) is { } changed) result = changed;
                }
                RunAfter();
                return result;
            }
        }

        public interface IModule<T1, T2, T3, T4, TResult>
        {
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4);
        }

        /// <summary>A module of four inputs: derive, write <c>forward</c>, and use <c>call</c>.</summary>
        public abstract class Module<T1, T2, T3, T4, TResult>
            : HookableModule<Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, (T1, T2, T3, T4)?>, Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, TResult, TResult>>,
                IModule<T1, T2, T3, T4, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            /// <summary>Runs the hooks and <c>forward</c>; a hook that returns null changes nothing.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4) => IsBare ? forward(input1, input2, input3, input4) : CallWithHooks(input1, input2, input3, input4);

            private TResult CallWithHooks(T1 input1, T2 input2, T3 input3, T4 input4)
            {
                foreach (var hook in pre_hooks.Values)
                {
                    if (hook(this, input1, input2, input3, input4) is { } changed) (input1, input2, input3, input4) = changed;
                }
                RunBefore();
                var result = forward(input1, input2, input3, input4);
                foreach (var hook in post_hooks.Values)
                {
                    if (hook(this, input1, input2, input3, input4, result) is { } changed) result = changed;
                }
                RunAfter();
                return result;
            }
        }

        public interface IModule<T1, T2, T3, T4, T5, TResult>
        {
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);
        }

        /// <summary>A module of five inputs: derive, write <c>forward</c>, and use <c>call</c>.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, TResult>
            : HookableModule<Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, (T1, T2, T3, T4, T5)?>, Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, TResult, TResult>>,
                IModule<T1, T2, T3, T4, T5, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);

            /// <summary>Runs the hooks and <c>forward</c>; a hook that returns null changes nothing.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5) => IsBare ? forward(input1, input2, input3, input4, input5) : CallWithHooks(input1, input2, input3, input4, input5);

            private TResult CallWithHooks(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5)
            {
                foreach (var hook in pre_hooks.Values)
                {
                    if (hook(this, input1, input2, input3, input4, input5) is { } changed) (input1, input2, input3, input4, input5) = changed;
                }
                RunBefore();
                var result = forward(input1, input2, input3, input4, input5);
                foreach (var hook in post_hooks.Values)
                {
                    if (hook(this, input1, input2, input3, input4, input5, result) is { } changed) result = changed;
                }
                RunAfter();
                return result;
            }
        }

        public interface IModule<T1, T2, T3, T4, T5, T6, TResult>
        {
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);
        }

        /// <summary>A module of six inputs: derive, write <c>forward</c>, and use <c>call</c>.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, T6, TResult>
            : HookableModule<Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, (T1, T2, T3, T4, T5, T6)?>, Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, TResult, TResult>>,
                IModule<T1, T2, T3, T4, T5, T6, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);

            /// <summary>Runs the hooks and <c>forward</c>; a hook that returns null changes nothing.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6) => IsBare ? forward(input1, input2, input3, input4, input5, input6) : CallWithHooks(input1, input2, input3, input4, input5, input6);

            private TResult CallWithHooks(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6)
            {
                foreach (var hook in pre_hooks.Values)
                {
                    if (hook(this, input1, input2, input3, input4, input5, input6) is { } changed) (input1, input2, input3, input4, input5, input6) = changed;
                }
                RunBefore();
                var result = forward(input1, input2, input3, input4, input5, input6);
                foreach (var hook in post_hooks.Values)
                {
                    if (hook(this, input1, input2, input3, input4, input5, input6, result) is { } changed) result = changed;
                }
                RunAfter();
                return result;
            }
        }
    }
}
