namespace Steering.Flow.Tests;

/// <summary>Edits of code that the compiler or a source generator moves elsewhere.</summary>
internal static class GeneratedMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("lambda", "One", """
            static class A { public static Func<int> F() => () => «1|2»; public static Func<int> G() => () => 1; }
            One: WriteLine(A.F()());
            Two: WriteLine(A.G()());
            """),
        new("lambda that captures", "One", """
            static class A { public static Func<int, int> F(int k) => x => x + k + «1|2»; public static Func<int, int> G(int k) => x => x + k; }
            One: WriteLine(A.F(1)(1));
            Two: WriteLine(A.G(1)(1));
            """),
        new("what a lambda captures", "One", """
            static class A { public static Func<int> F(int k, int l) => () => «k|l»; }
            One: WriteLine(A.F(1, 2)());
            Two: WriteLine(1);
            """),
        new("lambda in a lambda", "One", """
            static class A { public static Func<Func<int>> F() => () => { var y = 3; return () => y + «1|2»; }; }
            One: WriteLine(A.F()()());
            Two: WriteLine(1);
            """),
        new("lambda in a static field", "One", """
            static class A { static readonly Func<int> s_f = () => «1|2»; public static int F() => s_f(); }
            One: WriteLine(A.F());
            Two: WriteLine(1);
            """),
        new("lambda in an instance field", "One", """
            class A { readonly Func<int> _f = () => «1|2»; public A() { } public A(int x) { WriteLine(x); } public int F() => _f(); }
            One: WriteLine(new A(1).F());
            Two: WriteLine(1);
            """),
        new("lambda in a generic method", "One", """
            static class A { public static Func<T, int> F<T>() => x => «1|2»; public static Func<T, int> G<T>() => x => 1; }
            One: WriteLine(A.F<int>()(1));
            Two: WriteLine(A.G<int>()(1));
            """),
        new("lambda of one of two overloads", "One", """
            static class A { public static Func<int> F(int x) => () => «1|2»; public static Func<int> F(string x) => () => 1; }
            One: WriteLine(A.F(1)());
            Two: WriteLine(A.F("")());
            """),
        new("lambda in an argument", "One", """
            static class A { public static int F(int[] x) => x.Where(y => y > «1|2»).Select(y => y + 1).Sum(); }
            One: WriteLine(A.F([1]));
            Two: WriteLine(1);
            """),
        new("method held by a delegate", "One", """
            static class A { static int G() => «1|2»; static int H() => 1; public static Func<int> F() => G; public static Func<int> E() => H; }
            One: WriteLine(A.F()());
            Two: WriteLine(A.E()());
            """),
        new("which method a delegate holds", "One", """
            static class A { static int G() => 1; static int H() => 2; public static Func<int> F() => «G|H»; }
            One: WriteLine(A.F()());
            Two: WriteLine(1);
            """),
        new("local function", "One", """
            static class A { public static int F(int x) { return L(2); int L(int y) => x + y + «1|2»; } public static int G(int x) { return L(2); static int L(int y) => y; } }
            One: WriteLine(A.F(1));
            Two: WriteLine(A.G(1));
            """),
        new("local function in a generic method", "One", """
            static class A { public static int F<T>(T x) { return L<int>(); int L<U>() => x!.GetHashCode() + «1|2»; } }
            One: WriteLine(A.F(1));
            Two: WriteLine(1);
            """),
        new("recursive local function in a lambda", "One", """
            static class A { public static Func<int, int> F() => n => { return L(n); int L(int m) => m == 0 ? «1|2» : L(m - 1); }; }
            One: WriteLine(A.F()(1));
            Two: WriteLine(1);
            """),
        new("asynchronous method", "One", """
            static class A { public static async Task<int> F() { await Task.Yield(); return «1|2»; } public static async Task<int> G() { await Task.Yield(); return 1; } }
            One async: WriteLine(await A.F());
            Two async: WriteLine(await A.G());
            """),
        new("asynchronous stage", "One", """
            One async: await Task.Yield(); WriteLine(«1|2»);
            Two async: await Task.Yield(); WriteLine(1);
            """),
        new("asynchronous lambda", "One", """
            static class A { public static Func<Task<int>> F() => async () => { await Task.Yield(); return «1|2»; }; }
            One: WriteLine(A.F()().Result);
            Two: WriteLine(1);
            """),
        new("asynchronous local function", "One", """
            static class A { public static Task<int> F(int x) { return L(); async Task<int> L() { await Task.Yield(); return x + «1|2»; } } }
            One: WriteLine(A.F(1).Result);
            Two: WriteLine(1);
            """),
        new("awaiter", "One", """
            class A : INotifyCompletion { public A GetAwaiter() => this; public bool IsCompleted => true; public int GetResult() => «1|2»; public void OnCompleted(Action next) => next(); }
            One async: WriteLine(await new A());
            Two: WriteLine(1);
            """),
        new("iterator", "One", """
            static class A { public static IEnumerable<int> F() { yield return «1|2»; yield return 3; } public static IEnumerable<int> G() { yield return 1; } }
            One: foreach (var x in A.F()) WriteLine(x);
            Two: foreach (var x in A.G()) WriteLine(x);
            """),
        new("finally in an iterator", "One", """
            static class A { public static IEnumerable<int> F() { try { yield return 1; } finally { WriteLine(«1|2»); } } }
            One: WriteLine(A.F().Sum());
            Two: WriteLine(1);
            """),
        new("asynchronous iterator", "One", """
            static class A { public static async IAsyncEnumerable<int> F() { await Task.Yield(); yield return «1|2»; } }
            One async: await foreach (var x in A.F()) WriteLine(x);
            Two: WriteLine(1);
            """),
        new("anonymous type", "One", """
            static class A { public static object F() => new { X = 1, «Y|Z» = 2 }; public static object G() => new { X = 1 }; }
            One: WriteLine(A.F());
            Two: WriteLine(A.G());
            """),
        new("collection expression with a builder of its own", "One", """
            [CollectionBuilder(typeof(B), "Create")] class A : IEnumerable<int> { public int Sum; public IEnumerator<int> GetEnumerator() => throw new NotSupportedException(); IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }
            static class B { public static A Create(ReadOnlySpan<int> x) => new() { Sum = x[0] + «1|2» }; }
            One: A a = [1, 2]; WriteLine(a.Sum);
            Two: WriteLine(new A().Sum);
            """),
        new("pattern of a generated regular expression", "One", """
            static partial class A { [GeneratedRegex("^«a|b»$")] public static partial Regex F(); [GeneratedRegex("^c$")] public static partial Regex G(); }
            One: WriteLine(A.F().IsMatch("a"));
            Two: WriteLine(A.G().IsMatch("a"));
            """),
        new("generated call of a native function", "One", """
            static partial class A { [LibraryImport("libm", EntryPoint = "«sin|cos»", StringMarshalling = StringMarshalling.Utf8)] public static partial double F(string x); }
            One: WriteLine(A.F(""));
            Two: WriteLine(1);
            """),
        new("generated serialiser", "One", """
            public class D { public int X { get; set; } = 1; public int Y => X + «1|2»; } public class E { public int X { get; set; } }
            [JsonSerializable(typeof(D))] partial class C : JsonSerializerContext; [JsonSerializable(typeof(E))] partial class B : JsonSerializerContext;
            One: WriteLine(JsonSerializer.Serialize(new D(), C.Default.D));
            Two: WriteLine(JsonSerializer.Serialize(new E(), B.Default.E));
            """),
    ];
}
