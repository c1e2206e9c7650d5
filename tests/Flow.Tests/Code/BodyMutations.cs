namespace Steering.Flow.Tests;

/// <summary>Edits inside methods.</summary>
internal static class BodyMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("body of a stage", "One", """
            One: WriteLine(«1|2»);
            Two: WriteLine(1);
            """),
        new("helper", "One", """
            static class A { public static int F() => «1|2»; public static int G() => 1; }
            One: WriteLine(A.F());
            Two: WriteLine(A.G());
            """),
        new("helper of a helper of a helper", "One Two", """
            static class A { public static int F() => B.F(); } static class B { public static int F() => C.F(); } static class C { public static int F() => «1|2»; }
            One: WriteLine(A.F());
            Two: WriteLine(B.F());
            Three: WriteLine(3);
            """),
        new("recursive helpers", "One", """
            static class A { public static int F(int n) => n == 0 ? 0 : G(n - 1); static int G(int n) => F(n - «1|2»); }
            One: WriteLine(A.F(3));
            Two: WriteLine(3);
            """),
        new("constant", "One", """
            static class A { public const int X = «1|2»; public const int Y = 1; }
            One: WriteLine(A.X);
            Two: WriteLine(A.Y);
            """),
        new("decimal constant", "One", """
            static class A { public const decimal X = «1.5m|2.5m»; public const decimal Y = 1; }
            One: WriteLine(A.X);
            Two: WriteLine(A.Y);
            """),
        new("constant of a constant", "One", """
            static class A { public const int X = «1|2»; } static class B { public const int Y = A.X + 1; }
            One: WriteLine(B.Y);
            Two: WriteLine(3);
            """),
        new("string literal", "One", """
            static class A { public static string F() => "«a|b»"; public static string G() => "a"; }
            One: WriteLine(A.F());
            Two: WriteLine(A.G());
            """),
        new("number of another kind", "One", """
            static class A { public static double F() => «0.1|0.1f»; }
            One: WriteLine(A.F());
            Two: WriteLine(0.1);
            """),
        new("default argument", "One", """
            static class A { public static int F(int x = «1|2») => x; }
            One: WriteLine(A.F());
            Two: WriteLine(A.F(5));
            """),
        new("checked arithmetic", "One", """
            static class A { public static int F(int x) => «checked|unchecked»(x + 1); }
            One: WriteLine(A.F(1));
            Two: WriteLine(1);
            """),
        new("type of a local variable", "One", """
            static class A { public static object F(int x) { «int|long» y = x; return y; } }
            One: WriteLine(A.F(1));
            Two: WriteLine(1);
            """),
        new("exception filter", "One", """
            static class A { public static int F() { try { return int.Parse("x"); } catch (Exception e) when (e.Message.Length > «1|2») { return 0; } } }
            One: WriteLine(A.F());
            Two: WriteLine(1);
            """),
        new("type that is caught", "One", """
            static class A { public static int F() { try { return int.Parse("x"); } catch («FormatException|OverflowException») { return 0; } } }
            One: WriteLine(A.F());
            Two: WriteLine(1);
            """),
        new("finally", "One", """
            static class A { public static void F() { try { WriteLine(0); } finally { WriteLine(«1|2»); } } }
            One: A.F();
            Two: WriteLine(1);
            """),
        new("extent of a try block", "One", """
            static class A { public static void F() { «|WriteLine();» try { «WriteLine();|» WriteLine(0); } catch { } } }
            One: A.F();
            Two: WriteLine(1);
            """),
        new("switch over strings", "One", """
            static class A { public static int F(string x) => x switch { "a" => 1, "b" => 2, "c" => 3, "d" => 4, "e" => 5, "f" => 6, "g" => 7, "«h|i»" => 8, _ => 0 }; }
            One: WriteLine(A.F("a"));
            Two: WriteLine(1);
            """),
        new("switch over numbers", "One", """
            static class A { public static int F(int x) { switch (x) { case 1: return 2; case 2: return 3; case 3: return «4|5»; case 4: return 6; default: return 0; } } }
            One: WriteLine(A.F(1));
            Two: WriteLine(1);
            """),
        new("pattern", "One", """
            static class A { public static bool F(object x) => x is int and > «1|2» or string { Length: 3 }; }
            One: WriteLine(A.F(1));
            Two: WriteLine(1);
            """),
        new("list pattern", "One", """
            static class A { public static bool F(int[] x) => x is [1, .., «2|3»]; }
            One: WriteLine(A.F([1]));
            Two: WriteLine(1);
            """),
        new("array initialiser", "One", """
            static class A { public static int[] F() => [1, 2, 3, 4, 5, 6, 7, «8|9»]; }
            One: WriteLine(A.F().Length);
            Two: WriteLine(new int[] { 1, 2, 3, 4, 5, 6, 7, 8 }.Length);
            """),
        new("span over data", "One", """
            static class A { static ReadOnlySpan<byte> Table => [1, 2, 3, 4, «5|6»]; public static int F(int i) => Table[i]; }
            One: WriteLine(A.F(1));
            Two: WriteLine(1);
            """),
        new("span over wide data", "One", """
            static class A { static ReadOnlySpan<double> Table => [1.5, 2.5, 3.5, «4.5|5.5»]; public static double F(int i) => Table[i]; }
            One: WriteLine(A.F(1));
            Two: WriteLine(1);
            """),
        new("UTF-8 literal", "One", """
            static class A { public static int F() => "abc«d|e»"u8[3]; }
            One: WriteLine(A.F());
            Two: WriteLine(1);
            """),
        new("stack memory", "One", """
            static class A { public static int F() { Span<int> x = stackalloc int[«3|4»]; return x[0]; } }
            One: WriteLine(A.F());
            Two: WriteLine(1);
            """),
        new("interpolated string", "One", """
            static class A { public static string F(int x) => $"a {x:«N1|N2»}"; }
            One: WriteLine(A.F(1));
            Two: WriteLine(1);
            """),
        new("handler of interpolated strings", "One", """
            [InterpolatedStringHandler] struct H(int n, int m) { int _sum = n + m; public void AppendLiteral(string x) => _sum += «1|2»; public void AppendFormatted<T>(T x) => _sum += 3; public int Sum => _sum; }
            static class A { public static int F(H h) => h.Sum; }
            One: WriteLine(A.F($"a {1}"));
            Two: WriteLine(1);
            """),
        new("function pointer", "One", """
            static unsafe class A { static int G(int x) => x + «1|2»; public static int F() { delegate*<int, int> p = &G; return p(3); } }
            One: WriteLine(A.F());
            Two: WriteLine(1);
            """),
        new("reference return", "One", """
            static class A { static int _x; static int _y; public static ref int F() => ref «_x|_y»; }
            One: WriteLine(A.F());
            Two: WriteLine(1);
            """),
        new("name of a native function", "One", """
            static class A { [DllImport("libm", EntryPoint = "«sin|cos»")] public static extern double F(double x); [DllImport("libm", EntryPoint = "tan")] public static extern double G(double x); }
            One: WriteLine(A.F(1));
            Two: WriteLine(A.G(1));
            """),
        new("native library", "One", """
            static class A { [DllImport("«libm|libn»")] public static extern double sin(double x); }
            One: WriteLine(A.sin(1));
            Two: WriteLine(1);
            """),
        new("how a native function's text is written", "One", """
            static class A { [DllImport("libx")] public static extern int F([MarshalAs(UnmanagedType.«LPStr|LPWStr»)] string x); }
            One: WriteLine(A.F(""));
            Two: WriteLine(1);
            """),
        new("query", "One", """
            static class A { public static int F(int[] x) => (from y in x where y > «1|2» orderby y select y * 2).Sum(); }
            One: WriteLine(A.F([1]));
            Two: WriteLine(1);
            """),
        new("lock", "One", """
            static class A { static readonly object s_gate = new(); static int s_x; public static int F() { lock (s_gate) return s_x += «1|2»; } }
            One: WriteLine(A.F());
            Two: WriteLine(1);
            """),
    ];
}
