namespace Steering.Flow.Tests;

/// <summary>Edits that change no result: no stage may go stale.</summary>
internal static class HarmlessEdits
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        Harmless("comment", "static class A { public static int F() => 1; «|/* why */» }", "A.F()"),
        Harmless("blank lines", "«|\n\n\n»static class A { public static int F() { «|\n\n» throw new InvalidOperationException(\"x\"); } }", "A.F()"),
        Harmless("name of a local variable", "static class A { public static int F(int x) { var «y|z» = x + 1; WriteLine(«y|z»); return «y|z»; } }", "A.F(1)"),
        Harmless("name of a parameter", "static class A { public static int F(int «x|y») => «x|y» + 1; }", "A.F(1)"),
        Harmless("who may call", "static class A { «public|internal» static int F() => 1; }", "A.F()"),
        Harmless("unused private member", "class A { public int F() => 1; «|int _unused; int Unused() => 2; const int Never = 3;» }", "new A().F()"),
        Harmless("unused overload", "static class A { «|public static int F(string x) => 2;» public static int F(int x) => x; }", "A.F(1)"),
        Harmless("another class", "«|class Z { public static readonly int X = 1; public int F() => 2; static Z() { } }» static class A { public static int F() => 1; }", "A.F()"),
        Harmless("edit of another class", "class Z { public int F() => «2|3»; } static class A { public static int F() => 1; }", "A.F()"),
        Harmless("order of methods", "static class A { public static int «F() => 1; public static int G() => F() + 2|G() => F() + 2; public static int F() => 1»; }", "A.G()"),
        Harmless("order of types", "«static class A { public static int F() => B.G(); } static class B { public static int G() => 2; }|static class B { public static int G() => 2; } static class A { public static int F() => B.G(); }»", "A.F()"),
        Harmless("method with a lambda before a method with a lambda", "static class A { «|public static Func<int> E(int x) { Func<int> f = () => x; return () => f() + 5; }» public static Func<int> F(int x) => () => x; public static Func<int> G() => () => 1; }", "A.F(1)() + A.G()()"),
        Harmless("asynchronous method before another", "static class A { «|public static async Task E() => await Task.Yield();» public static async Task<int> F() { await Task.Yield(); Func<Task<int>> g = async () => { await Task.Yield(); return 1; }; return await g(); } }", "A.F().Result"),
        Harmless("iterator before another", "static class A { «|public static IEnumerable<int> E() { yield return 5; }» public static IEnumerable<int> F(int x) { yield return x; } }", "A.F(1).Sum()"),
        Harmless("local function before another", "static class A { «|public static int E(int x) { return L(); int L() => x; }» public static int F(int x) { return L(1); int L(int y) => x + y; } }", "A.F(1)"),
        Harmless("lambda in a generic method before another", "static class A { «|public static Func<T> E<T>(T x) => () => x;» public static Func<T, int> F<T>() => x => 1; }", "A.F<int>()(1)"),
        Harmless("lambda in a field before another", "class A { «|readonly Func<int> _g = () => 3; public int G() => _g();» readonly Func<int> _f = () => 1; public static Func<int> F() => () => 2; }", "A.F()()"),
        Harmless("method held by a delegate before another", "static class A { static int M() => 1; «|public static Func<int, int> E() => Math.Abs;» public static Func<int> F() => M; }", "A.F()()"),
        Harmless("anonymous type before another", "static class A { «|public static object E() => new { Q = 1 };» public static object F() => new { X = 1 }; }", "A.F()"),
        Harmless("string switch elsewhere", "static class A { public static int F(string x) => x switch { \"a\" => 1, \"b\" => 2, \"c\" => 3, \"d\" => 4, \"e\" => 5, \"f\" => 6, \"g\" => 7, _ => 0 }; «|public static int E(string x) => x switch { \"q\" => 1, \"w\" => 2, \"e\" => 3, \"r\" => 4, \"t\" => 5, \"y\" => 6, \"u\" => 7, _ => 0 };» }", "A.F(\"a\")"),
        Harmless("array elsewhere", "static class A { public static int[] F() => [1, 2, 3, 4, 5, 6, 7, 8]; «|public static int[] E() => [9, 2, 3, 4, 5, 6, 7, 8];» }", "A.F().Length"),
        Harmless("collection expression elsewhere", "static class A { public static IReadOnlyList<int> F(int x) => [x, 2]; «|public static IReadOnlyList<string> E(string x) => [x, x, x];» }", "A.F(1).Count"),
        Harmless("generated regular expression before another", "static partial class A { «|[GeneratedRegex(\"q+\")] public static partial Regex E();» [GeneratedRegex(\"ab+\")] public static partial Regex F(); }", "A.F().IsMatch(\"a\")"),
        Harmless("unused member of an enum", "enum E { X = 1, «|Y» } static class A { public static int F(E e) => (int)e; }", "A.F(E.X)"),
        Harmless("unused constant", "static class A { public const int X = 1; «|public const int Y = 2;» public static int F() => X; }", "A.F()"),
        Harmless("static field that nothing reads", "static class A { public static int F() => 1; } static class B { public static int X = «1|2»; }", "A.F()"),
        Harmless("override of a type that nothing makes", "interface I { int F(); } class B : I { public int F() => 1; } «|class C : I { public int F() => 2; }»", "((I)new B()).F()"),
        Harmless("assembly's version", "«[assembly: AssemblyInformationalVersion(\"1\")]|[assembly: AssemblyInformationalVersion(\"2\")]» static class A { public static int F() => 1; }", "A.F()"),
        Harmless("obsolete mark", "static class A { «|[Obsolete] [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]» public static int F() => 1; }", "A.F()"),
        Harmless("nullability", "static class A { public static string«|?» F(string«|?» x) => x; }", "A.F(\"\")"),
        new("what a stage is called, occupies and is read as", "", """
            public sealed class One() : Toy<None>(new None()) { public override string Label => "«a|b»"; public override Resources Needs => Resources.Heavy(«1|2»); public override Task RunAsync(StageRun run, CancellationToken cancel) => Task.CompletedTask; }
            """),
        new("code that is marked as irrelevant", "", """
            [CodeIrrelevant] static class A { static readonly int s_x = «1|2»; public static void Say() => WriteLine(s_x); } static class B { [CodeIrrelevant] public static void Say() => WriteLine(«1|2»); }
            One: A.Say(); B.Say();
            """),
    ];

    private static Mutation Harmless(string what, string code, string call) => new(what, "", $"{code}\nOne: WriteLine({call});\nTwo async: await Task.Yield(); WriteLine({call});");
}
