namespace Steering.Flow.Tests;

/// <summary>Edits of types and their members.</summary>
internal static class TypeMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("static constructor", "One", """
            static class A { public static int X; static A() { X = «1|2»; } } static class B { public static int X; static B() { X = 1; } }
            One: WriteLine(A.X);
            Two: WriteLine(B.X);
            """),
        new("static field's initialiser", "One", """
            static class A { public static readonly int X = «1|2»; } static class B { public static readonly int X = 1; }
            One: WriteLine(A.X);
            Two: WriteLine(B.X);
            """),
        new("initialiser behind a static method", "One", """
            static class A { static readonly int[] s_x = Make(); static int[] Make() => [«1|2»]; public static int F() => s_x[0]; }
            One: WriteLine(A.F());
            Two: WriteLine(1);
            """),
        new("static constructor of a base", "One", """
            class A { protected static int X; static A() { X = «1|2»; } } class B : A { public int F() => X; }
            One: WriteLine(new B().F());
            Two: WriteLine(1);
            """),
        new("static constructor of a generic type", "One", """
            class A<T> { public static int X; static A() { X = «1|2»; } }
            One: WriteLine(A<int>.X);
            Two: WriteLine(1);
            """),
        new("module initialiser", "One Two", """
            static class A { public static int X; [ModuleInitializer] public static void Begin() => X = «1|2»; }
            One: WriteLine(A.X);
            Two: WriteLine(1);
            """),
        new("field's initialiser", "One", """
            class A { readonly int _x = «1|2»; public int F() => _x; } class B { readonly int _x = 1; public int F() => _x; }
            One: WriteLine(new A().F());
            Two: WriteLine(new B().F());
            """),
        new("property's initialiser", "One", """
            class A { public int X { get; } = «1|2»; }
            One: WriteLine(new A().X);
            Two: WriteLine(1);
            """),
        new("constructor", "One", """
            class A { readonly int _x; public A(int x) { _x = x + «1|2»; } public A(string x) { _x = x.Length; } public int F() => _x; }
            One: WriteLine(new A(1).F());
            Two: WriteLine(new A("x").F());
            """),
        new("constructor of a base", "One", """
            class A { protected int X; public A() { X = «1|2»; } } class B : A { public int F() => X; }
            One: WriteLine(new B().F());
            Two: WriteLine(1);
            """),
        new("primary constructor", "One", """
            class A(int x) { public int F() => x + «1|2»; } class B(int x) { public int F() => x + 1; }
            One: WriteLine(new A(1).F());
            Two: WriteLine(new B(1).F());
            """),
        new("struct's constructor", "One", """
            struct A { public int X; public A(int x) { X = x + «1|2»; } }
            One: WriteLine(new A(1).X);
            Two: WriteLine(default(A).X);
            """),
        new("property", "One", """
            class A { public int X => «1|2»; public int Y => 1; }
            One: WriteLine(new A().X);
            Two: WriteLine(new A().Y);
            """),
        new("indexer", "One", """
            class A { public int this[int i] => i + «1|2»; public int Y => 1; }
            One: WriteLine(new A()[0]);
            Two: WriteLine(new A().Y);
            """),
        new("event", "One", """
            class A { int _x; public event Action E { add { _x = «1|2»; } remove { } } public int Y => _x; }
            One: new A().E += () => { };
            Two: WriteLine(new A().Y);
            """),
        new("operator", "One", """
            readonly struct A(int x) { public int X => x; public static A operator +(A a, A b) => new(a.X + b.X + «1|2»); public static A operator -(A a, A b) => a; }
            One: WriteLine((new A(1) + new A(2)).X);
            Two: WriteLine((new A(1) - new A(2)).X);
            """),
        new("implicit conversion", "One", """
            readonly struct A(int x) { public int X => x; public static implicit operator A(int x) => new(x + «1|2»); }
            One: A a = 1; WriteLine(a.X);
            Two: WriteLine(new A(1).X);
            """),
        new("deconstruction", "One", """
            class A { public void Deconstruct(out int x, out int y) { x = 1; y = «1|2»; } }
            One: var (x, y) = new A(); WriteLine(x + y);
            Two: WriteLine(new A());
            """),
        new("extension method", "One", """
            static class A { public static int Twice(this int x) => «2|3» * x; }
            One: WriteLine(4.Twice());
            Two: WriteLine(4);
            """),
        new("extension property", "One", """
            static class A { extension(int x) { public int Twice => «2|3» * x; public int Thrice => 3 * x; } }
            One: WriteLine(4.Twice);
            Two: WriteLine(4.Thrice);
            """),
        new("nested type", "One", """
            class A { public class B { public int F() => «1|2»; } public int F() => 1; }
            One: WriteLine(new A.B().F());
            Two: WriteLine(new A().F());
            """),
        new("type of one file", "One", """
            file class A { public int F() => «1|2»; } static class B { public static int F() => new A().F(); }
            One: WriteLine(B.F());
            Two: WriteLine(1);
            """),
        new("part of a class", "One", """
            partial class A { public int F() => G(); } partial class A { int G() => «1|2»; public int H() => 1; }
            One: WriteLine(new A().F());
            Two: WriteLine(new A().H());
            """),
        new("partial method", "One", """
            partial class A { public partial int F(); } partial class A { public partial int F() => «1|2»; }
            One: WriteLine(new A().F());
            Two: WriteLine(1);
            """),
        new("method of a record", "One", """
            record A(int X) { public int Y() => X + «1|2»; }
            One: WriteLine(new A(1).Y());
            Two: WriteLine(new A(1).X);
            """),
        new("property of a record, which its text shows", "One Two", """
            record A(int X) { public int Y => X + «1|2»; }
            One: WriteLine(new A(1));
            Two: WriteLine(new A(1).X);
            Three: WriteLine(1);
            """),
        new("copy of a record", "One", """
            record A(int X) { readonly int _y = X; protected A(A other) { X = other.X; _y = «1|2»; } public int Y => _y; }
            One: WriteLine((new A(1) with { X = 2 }).Y);
            Two: WriteLine(new A(1).X);
            """),
        new("what a record prints", "One", """
            record A(int X) { protected virtual bool PrintMembers(StringBuilder text) { text.Append(«1|2»); return true; } } record B(int X);
            One: WriteLine(new A(1));
            Two: WriteLine(new B(1));
            """),
        new("another member of a record that is compared", "One", """
            record A(int X) { public int Z { get; init; } «|public int W { get; init; }» } record B(int X);
            One: WriteLine(new A(1) == new A(2));
            Two: WriteLine(new B(1) == new B(2));
            """),
        new("enum value", "One", """
            enum A { X = «1|2», Y = 5 }
            One: WriteLine((int)A.X);
            Two: WriteLine((int)A.Y);
            """),
        new("name of an enum member that is printed", "One", """
            enum A { X, «Y|Z» }
            One: WriteLine(A.X);
            Two: WriteLine((int)A.X);
            """),
        new("name of an enum member in an interpolated string", "One", """
            enum A { X, «Y|Z» } static class B { public static string F(A a) => $"{a}"; public static int G(A a) => (int)a; }
            One: WriteLine(B.F(A.X));
            Two: WriteLine(B.G(A.X));
            """),
        new("members of an enum that are listed", "One", """
            enum A { X, «Y|Z» }
            One: WriteLine(Enum.GetValues(typeof(A)).Length);
            Two: WriteLine((int)A.X);
            """),
        new("width of an enum", "One", """
            enum A : «int|byte» { X = 1 } static class B { public static int F(A a) => Unsafe.SizeOf<A>(); }
            One: WriteLine(B.F(A.X));
            Two: WriteLine(1);
            """),
        new("layout of a struct", "One", """
            [StructLayout(LayoutKind.Explicit)] struct A { [FieldOffset(0)] public int X; [FieldOffset(«0|4»)] public int Y; }
            One: var a = new A { X = 1 }; WriteLine(a.Y);
            Two: WriteLine(1);
            """),
        new("order of a struct's fields", "One", """
            struct A { public «int X; public short Y|short Y; public int X»; }
            One: WriteLine(Unsafe.SizeOf<A>());
            Two: WriteLine(1);
            """),
        new("fixed buffer", "One", """
            unsafe struct A { public fixed byte X[«4|8»]; }
            One: WriteLine(Unsafe.SizeOf<A>());
            Two: WriteLine(1);
            """),
        new("inline array", "One", """
            [InlineArray(«4|8»)] struct A { int _x; }
            One: WriteLine(Unsafe.SizeOf<A>());
            Two: WriteLine(1);
            """),
        new("field of each thread", "One", """
            static class A { «[ThreadStatic]|» public static int X; }
            One: WriteLine(A.X);
            Two: WriteLine(1);
            """),
        new("static field shared instead of kept by generic type", "One", """
            class A<T> { public static int X; } static class B { public static int F() => A<«int|long»>.X; }
            One: WriteLine(B.F());
            Two: WriteLine(A<int>.X);
            """),
        new("finaliser", "One", """
            class A { ~A() { WriteLine(«1|2»); } } class B { ~B() { WriteLine(1); } }
            One: WriteLine(new A());
            Two: WriteLine(new B());
            """),
        new("interface that a type test finds", "One", """
            interface I; class A «|: I»; static class B { public static bool F(object x) => x is I; }
            One: WriteLine(B.F(new A()));
            Two: WriteLine(B.F(new object()));
            """),
    ];
}
