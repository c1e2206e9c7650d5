namespace Steering.Flow.Tests;

/// <summary>Edits in one assembly whose code another one runs.</summary>
internal static class LibraryMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("helper in a library", "One", """
            public static class A { public static int F() => G(); static int G() => «1|2»; public static int H() => 1; }
            =====
            One: WriteLine(A.F());
            Two: WriteLine(A.H());
            """),
        new("constant in a library", "One", """
            public static class A { public const int X = «1|2»; public const int Y = 1; }
            =====
            One: WriteLine(A.X);
            Two: WriteLine(A.Y);
            """),
        new("static constructor in a library", "One", """
            public static class A { public static readonly int X; static A() { X = «1|2»; } }
            =====
            One: WriteLine(A.X);
            Two: WriteLine(1);
            """),
        new("generic method of a library over a type of the program", "One", """
            public interface I { int F(); } public static class A { public static int Run<T>(T x) where T : I => x.F(); }
            =====
            class B : I { public int F() => «1|2»; } class C : I { public int F() => 1; }
            One: WriteLine(A.Run(new B()));
            Two: WriteLine(A.Run(new C()));
            """),
        new("override in the program that a library calls", "One", """
            public abstract class A { public int Run() => F(); protected abstract int F(); }
            =====
            class B : A { protected override int F() => «1|2»; } class C : A { protected override int F() => 1; }
            One: WriteLine(new B().Run());
            Two: WriteLine(new C().Run());
            """),
        new("generic base in a library", "One Two", """
            public abstract class A<T> { public virtual int F(T x) => G(x) + «1|2»; protected abstract int G(T x); }
            =====
            class B : A<string> { protected override int G(string x) => x.Length; } class C : A<int> { protected override int G(int x) => x; }
            One: WriteLine(new B().F(""));
            Two: WriteLine(new C().F(1));
            Three: WriteLine(new B());
            """),
        new("override of a generic base in a library", "One", """
            public abstract class A<T> { public int Run(T x) => G(x); protected abstract int G(T x); }
            =====
            class B : A<string> { protected override int G(string x) => x.Length + «1|2»; } class C : A<int> { protected override int G(int x) => x; }
            One: WriteLine(new B().Run(""));
            Two: WriteLine(new C().Run(1));
            """),
        new("default body of a library's interface", "One", """
            public interface I { int F() => «1|2»; }
            =====
            class B : I; class C : I { public int F() => 1; }
            One: I x = new B(); WriteLine(x.F());
            Two: I x = new C(); WriteLine(x.F());
            """),
        new("static abstract member of a library's interface", "One", """
            public interface I<T> where T : I<T> { static abstract T Make(int x); int Read(); } public static class A { public static int Run<T>(int x) where T : I<T> => T.Make(x).Read(); }
            =====
            readonly struct B(int x) : I<B> { public static B Make(int x) => new(x + «1|2»); public int Read() => x; } readonly struct C(int x) : I<C> { public static C Make(int x) => new(x); public int Read() => x; }
            One: WriteLine(A.Run<B>(1));
            Two: WriteLine(A.Run<C>(1));
            """),
        new("implementation in a library of an interface of its own", "One", """
            public interface I { int F(); } public static class A { public static I One() => new B(); public static I Other() => new C(); sealed class B : I { public int F() => «1|2»; } sealed class C : I { public int F() => 1; } }
            =====
            One: WriteLine(A.One().F());
            Two: WriteLine(A.Other().F());
            """),
        new("record of a library", "One", """
            public record A(int X) { public A Twice() => this with { X = X * «2|3» }; }
            =====
            record B(int X) : A(X);
            One: WriteLine(new B(1).Twice());
            Two: WriteLine(new B(1).X);
            """),
        new("lambda in a generic type of a library", "One", """
            public class A<T>(T x) { public Func<T> F() => () => { WriteLine(«1|2»); return x; }; public Func<T> G() => () => x; }
            =====
            One: WriteLine(new A<int>(1).F()());
            Two: WriteLine(new A<int>(1).G()());
            """),
        new("asynchronous iterator in a generic method of a library", "One", """
            public static class A { public static async IAsyncEnumerable<T> F<T>(T x) { await Task.Yield(); WriteLine(«1|2»); yield return x; } public static async IAsyncEnumerable<T> G<T>(T x) { await Task.Yield(); yield return x; } }
            =====
            One async: await foreach (var x in A.F("a")) WriteLine(x);
            Two async: await foreach (var x in A.G("a")) WriteLine(x);
            """),
        new("struct of a library", "One", """
            public struct A { public int X; «|public int Y;» }
            =====
            One: WriteLine(Unsafe.SizeOf<A>());
            Two: WriteLine(1);
            """),
        new("enum of a library", "One", """
            public enum A { X, «Y|Z» }
            =====
            One: WriteLine(A.X);
            Two: WriteLine((int)A.X);
            """),
        new("module initialiser of a library", "One", """
            public static class A { public static int X; [ModuleInitializer] public static void Begin() => X = «1|2»; }
            =====
            One: WriteLine(A.X);
            Two: WriteLine(1);
            """),
        new("method of a nested generic type of a library", "One", """
            public class A<T> { public class B<U> { public int F(T x, U y) => «1|2»; public int G(T x, U y) => 1; } }
            =====
            One: WriteLine(new A<int>.B<string>().F(1, ""));
            Two: WriteLine(new A<int>.B<string>().G(1, ""));
            """),
        new("member of a library that nothing runs", "", """
            public static class A { public static int F() => 1; «|public static int G() => new Random(1).Next();» public static Func<int> H() => () => 3; }
            =====
            One: WriteLine(A.F());
            Two: WriteLine(A.H()());
            """),
    ];
}
