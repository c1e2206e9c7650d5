using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// Base of every network part. Fields that hold parameters, tensors (buffers) and other modules are registered by name when
        /// <see cref="RegisterComponents"/> is called, at the end of a constructor; what is null at that moment is not registered.
        /// </summary>
        public partial class Module : IDisposable
        {
            private const BindingFlags Instance = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = new();
            protected OrderedDict<string, Parameter> _internal_params = new();
            protected OrderedDict<string, Module> _internal_submodules = new();
            protected string name;
            private bool _componentsRegistered;
            private bool _training = true;
            private bool _disposed;

            protected Module(string name) => this.name = name;

            ~Module() => Dispose(false);

            public virtual bool training => _training;

            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || _disposed) return;
                _disposed = true;
                foreach (var (_, (buffer, _)) in _internal_buffers) buffer.Dispose();
                foreach (var (_, parameter) in _internal_params) parameter.Dispose();
                foreach (var (_, module) in named_children()) module.Dispose();
            }

            /// <summary>Walks the fields once, those of the most derived type first, and registers what they hold.</summary>
            protected virtual void RegisterComponents()
            {
                if (_componentsRegistered) return;
                foreach (var field in ComponentFields())
                {
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(field.ComponentName(), module); break;
                        case Parameter parameter: register_parameter(field.ComponentName(), parameter); break;
                        case Tensor tensor: register_buffer(field.ComponentName(), tensor, persistent: true); break;
                    }
                }
                _componentsRegistered = true;
            }

            private IEnumerable<FieldInfo> ComponentFields()
            {
                for (var type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    foreach (var field in type.GetFields(Instance | BindingFlags.DeclaredOnly)) yield return field;
                }
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid) throw new ArgumentNullException(nameof(tensor), $"No tensor to register as buffer '{name}'.");
                if (_internal_buffers.ContainsKey(name)) throw new InvalidOperationException($"Buffer '{name}' is already registered.");
                _internal_buffers.Add(name, (tensor, persistent));
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid) throw new ArgumentNullException(nameof(param), $"No tensor to register as parameter '{name}'.");
                if (_internal_params.ContainsKey(name)) throw new InvalidOperationException($"Parameter '{name}' is already registered.");
                _internal_params.Add(name, param);
            }

            /// <summary>Registers a child, after its own components; null takes the name away again.</summary>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    _internal_submodules.Remove(name);
                    return;
                }
                if (string.IsNullOrEmpty(name)) throw new ArgumentException("A module needs a name.", nameof(name));
                if (name.Contains('.')) throw new ArgumentException($"A module's name cannot hold a dot: '{name}'.", nameof(name));
                if (_internal_submodules.ContainsKey(name)) throw new InvalidOperationException($"Module '{name}' is already registered.");
                submodule.RegisterComponents();
                _internal_submodules.Add(name, submodule);
            }

            public void add_module(string name, Module module) => register_module(name, module);

            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null) _internal_params.Remove(name);
                else _internal_params[name] = value;
            }

            protected void ConditionallyRegisterParameter(string name, Tensor? value) =>
                ConditionallyRegisterParameter(name, value as Parameter ?? (value is null ? null : new Parameter(value)));

            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null) _internal_buffers.Remove(name);
                else _internal_buffers[name] = (value, persistent);
            }

            protected void ClearModules() => _internal_submodules.Clear();

            // ---- what is registered

            /// <summary>Parameters with their dotted names; one that is shared comes once, under its first name.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<nint>();
                foreach (var (key, parameter) in _internal_params)
                {
                    if (!parameter.IsInvalid && seen.Add(parameter.Handle)) yield return (key, parameter);
                }
                if (!recurse) yield break;
                foreach (var (child, module) in _internal_submodules)
                {
                    foreach (var (key, parameter) in module.named_parameters(true))
                    {
                        if (!parameter.IsInvalid && seen.Add(parameter.Handle)) yield return ($"{child}.{key}", parameter);
                    }
                }
            }

            /// <summary>
            /// Buffers with their dotted names. Non-persistent ones are skipped whatever <paramref name="include_nonpersistent"/> says, as
            /// in the package.
            /// </summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<nint>();
                foreach (var (key, (buffer, persistent)) in _internal_buffers)
                {
                    if (persistent && !buffer.IsInvalid && seen.Add(buffer.Handle)) yield return (key, buffer);
                }
                if (!recurse) yield break;
                foreach (var (child, module) in _internal_submodules)
                {
                    foreach (var (key, buffer) in module.named_buffers(true, include_nonpersistent))
                    {
                        if (!buffer.IsInvalid && seen.Add(buffer.Handle)) yield return ($"{child}.{key}", buffer);
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(pair => pair.parameter);

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(pair => pair.buffer);

            public virtual IEnumerable<(string name, Module module)> named_children() => _internal_submodules;

            public virtual IEnumerable<Module> children() => named_children().Select(pair => pair.module);

            /// <summary>All modules below this one: first the children, then each child's own; this one itself is not among them.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (child, module) in _internal_submodules) yield return (child, module);
                foreach (var (child, module) in _internal_submodules)
                {
                    foreach (var (key, below) in module.named_modules()) yield return ($"{child}.{key}", below);
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(pair => pair.module);

            public virtual bool has_parameter(string target) => Find(target, (module, key) => module._internal_params.ContainsKey(key) ? module : null) is not null;

            public virtual bool has_buffer(string target) => Find(target, (module, key) => module._internal_buffers.ContainsKey(key) ? module : null) is not null;

            public virtual Parameter? get_parameter(string target) =>
                Find(target, (module, key) => module._internal_params.TryGetValue(key, out var parameter) ? parameter : null);

            public virtual Tensor? get_buffer(string target) =>
                Find(target, (module, key) => module._internal_buffers.TryGetValue(key, out var entry) ? entry.Item1 : null);

            private TFound? Find<TFound>(string target, Func<Module, string, TFound?> look)
                where TFound : class
            {
                if (look(this, target) is { } found) return found;
                var dot = target.IndexOf('.', StringComparison.Ordinal);
                return dot > 0 && _internal_submodules.TryGetValue(target[..dot], out var child) ? child.Find(target[(dot + 1)..], look) : null;
            }

            // ---- state

            /// <summary>Parameters and persistent buffers by dotted name; a shared one stands under each of its names.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Full(string key) => string.IsNullOrEmpty(prefix) ? key : $"{prefix}.{key}";
                foreach (var (key, parameter) in named_parameters()) destination.TryAdd(Full(key), parameter);
                foreach (var (key, buffer) in named_buffers(true, false)) destination.TryAdd(Full(key), buffer);
                foreach (var (child, module) in _internal_submodules) module.state_dict(destination, Full(child));
                return destination;
            }

            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var target = state_dict();
                bool Wanted(string key) => skip is null || !skip.Contains(key);
                List<string> missing = [.. target.Keys.Where(key => Wanted(key) && !source.ContainsKey(key))];
                List<string> unexpected = [.. source.Keys.Where(key => Wanted(key) && !target.ContainsKey(key))];
                if (strict && missing.Count + unexpected.Count > 0)
                {
                    throw new InvalidOperationException(
                        $"The state does not fit {GetName()}: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}].");
                }
                using var quiet = no_grad();
                foreach (var (key, value) in source.Where(pair => Wanted(pair.Key) && target.ContainsKey(pair.Key))) Assign(key, target[key], value);
                return (missing, unexpected);
            }

            private static void Assign(string key, Tensor target, Tensor value)
            {
                if (target.dtype != value.dtype || !target.shape.AsSpan().SequenceEqual(value.shape))
                {
                    throw new ArgumentException(
                        $"'{key}' is {target.dtype} [{string.Join(", ", target.shape)}], the state has {value.dtype} [{string.Join(", ", value.shape)}].",
                        nameof(value));
                }
                target.copy_(value);
            }

            // ---- modes

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, module) in named_children()) module.train(train);
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var (_, parameter) in named_parameters())
                {
                    using var grad = parameter.grad;
                    if (grad is null) continue;
                    if (set_to_none)
                    {
                        parameter.grad = null;
                        continue;
                    }
                    using var detached = grad.detach();
                    detached.zero_();
                }
            }

            /// <summary>Calls a function with every module below this one, children before parents, and at last with this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, module) in _internal_submodules) module.apply(fn);
                fn(this);
                return this;
            }
        }
    }
}
