namespace Steering.Flow.Tests;

/// <summary>Edits of code that is reached by way of reflection.</summary>
internal static class ReflectionMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("property that a serialiser reads", "One", """
            public class A { public int X => «1|2»; public int Y { get; set; } } public class B { public int X => 1; }
            One: WriteLine(JsonSerializer.Serialize(new A()));
            Two: WriteLine(JsonSerializer.Serialize(new B()));
            """),
        new("name of a property that a serialiser writes", "One", """
            public class A { public int «X|Y» { get; set; } } public class B { public int X { get; set; } }
            One: WriteLine(JsonSerializer.Serialize(new A()));
            Two: WriteLine(JsonSerializer.Serialize(new B()));
            """),
        new("attribute that a serialiser reads", "One", """
            public class A { [JsonPropertyName("«x|y»")] public int X { get; set; } } public class B { public int X { get; set; } }
            One: WriteLine(JsonSerializer.Serialize(new A()));
            Two: WriteLine(JsonSerializer.Serialize(new B()));
            """),
        new("constructor that a serialiser calls", "One", """
            public class A { public int X { get; } public A(int x) { X = x + «1|2»; } } public class B { public int X { get; } public B(int x) { X = x; } }
            One: WriteLine(JsonSerializer.Deserialize<A>("{}"));
            Two: WriteLine(JsonSerializer.Deserialize<B>("{}"));
            """),
        new("parameter's name that a serialiser matches", "One", """
            public record A(int X, int Y); public class C { public int X { get; } public C(int «x|z») { X = 1; } }
            One: WriteLine(JsonSerializer.Deserialize<C>("{}"));
            Two: WriteLine(new C(1));
            """),
        new("property of a property that a serialiser reads", "One", """
            public class A { public List<C> X { get; set; } = []; } public class C { public int Z => «1|2»; } public class B { public List<int> X { get; set; } = []; }
            One: WriteLine(JsonSerializer.Serialize(new A()));
            Two: WriteLine(JsonSerializer.Serialize(new B()));
            """),
        new("converter that an attribute names", "One", """
            [JsonConverter(typeof(V))] public class A; public class V : JsonConverter<A> { public override A Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => new(); public override void Write(Utf8JsonWriter w, A x, JsonSerializerOptions o) => w.WriteNumberValue(«1|2»); }
            public class B;
            One: WriteLine(JsonSerializer.Serialize(new A()));
            Two: WriteLine(JsonSerializer.Serialize(new B()));
            """),
        new("type that a serialiser is told of in an attribute", "One", """
            [JsonDerivedType(typeof(C), "c")] public abstract class A; public class C : A { public C() { WriteLine(«1|2»); } } public class B;
            One: WriteLine(JsonSerializer.Deserialize<A>("{}"));
            Two: WriteLine(JsonSerializer.Deserialize<B>("{}"));
            """),
        new("property read by its run-time type", "One", """
            public class A { public int X => «1|2»; } public class B { public int X => 1; } static class S { public static string F(object x) => JsonSerializer.Serialize(x, x.GetType()); }
            One: WriteLine(S.F(new A()));
            Two: WriteLine(S.F(new B()));
            """),
        new("attribute's argument read by code", "One", """
            class Mark(int x) : Attribute { public int X => x; } [Mark(«1|2»)] class A; [Mark(1)] class B;
            One: WriteLine(typeof(A).GetCustomAttribute<Mark>()!.X);
            Two: WriteLine(typeof(B).GetCustomAttribute<Mark>()!.X);
            """),
        new("attribute's own code", "One Two", """
            class Mark(int x) : Attribute { public int X => x + «1|2»; } [Mark(1)] class A; [Mark(1)] class B;
            One: WriteLine(typeof(A).GetCustomAttribute<Mark>()!.X);
            Two: WriteLine(typeof(B).GetCustomAttribute<Mark>()!.X);
            Three: WriteLine(1);
            """),
        new("attribute on a field that is enumerated", "One", """
            class Mark(string x) : Attribute { public string X => x; } class A { [Mark("«a|b»")] public int F = 1; } class B { [Mark("a")] public int F = 1; } static class S { public static int G(object x) => x.GetType().GetFields().Length; }
            One: WriteLine(S.G(new A()));
            Two: WriteLine(S.G(new B()));
            """),
        new("another field where fields are enumerated", "One", """
            class A { public int F = 1; «|public int G;» } class B { public int F = 1; } static class S { public static int G(object x) => x.GetType().GetFields().Length; }
            One: WriteLine(S.G(new A()));
            Two: WriteLine(S.G(new B()));
            """),
        new("method found by its name", "One", """
            class A { public static int M() => «1|2»; } class B { public static int M() => 1; }
            One: WriteLine(typeof(A).GetMethod("M")!.Invoke(null, null));
            Two: WriteLine(typeof(B).GetMethod("M")!.Invoke(null, null));
            """),
        new("method of a generic parameter found by its name", "One", """
            class A { public static int M() => «1|2»; } class B { public static int M() => 1; } static class S { public static object F<T>() => typeof(T).GetMethod("M")!.Invoke(null, null)!; }
            One: WriteLine(S.F<A>());
            Two: WriteLine(S.F<B>());
            """),
        new("constructor called by the activator", "One", """
            class A { public A() { WriteLine(«1|2»); } } class B { public B() { WriteLine(1); } }
            One: WriteLine(Activator.CreateInstance(typeof(A)));
            Two: WriteLine(Activator.CreateInstance(typeof(B)));
            """),
        new("constructor of a generic parameter", "One", """
            class A { public A() { WriteLine(«1|2»); } } class B { public B() { WriteLine(1); } } static class S { public static T F<T>() where T : new() => new T(); }
            One: WriteLine(S.F<A>());
            Two: WriteLine(S.F<B>());
            """),
        new("generic method made at run time", "One", """
            interface I { int F(); } class A : I { public int F() => «1|2»; } static class S { public static int G<T>() where T : I, new() => new T().F(); }
            One: WriteLine(typeof(S).GetMethod("G")!.MakeGenericMethod(typeof(A)).Invoke(null, null));
            Two: WriteLine(typeof(S));
            """),
        new("version of the assembly that code reads", "One", """
            [assembly: AssemblyVersion("«1.0.0.0|2.0.0.0»")]
            static class A { public static string F() => typeof(A).Assembly.GetName().Version!.ToString(); }
            One: WriteLine(A.F());
            Two: WriteLine(1);
            """),
        new("attribute of the assembly that code reads", "One", """
            [assembly: AssemblyMetadata("a", "«1|2»")]
            static class A { public static string F() => typeof(A).Assembly.GetCustomAttribute<AssemblyMetadataAttribute>()!.Value!; }
            One: WriteLine(A.F());
            Two: WriteLine(1);
            """),
        new("member bound at run time", "One", """
            class A { public int M() => «1|2»; } class B { public int M() => 1; }
            One: dynamic x = new A(); WriteLine(x.M());
            Two: dynamic x = new B(); WriteLine(x.M());
            """),
        new("expression tree", "One", """
            class A { public static int M(int x) => x + «1|2»; } class B { public static int M(int x) => x + 1; }
            One: System.Linq.Expressions.Expression<Func<int, int>> f = x => A.M(x); WriteLine(f.Compile()(1));
            Two: System.Linq.Expressions.Expression<Func<int, int>> f = x => B.M(x); WriteLine(f.Compile()(1));
            """),
        new("private member that an accessor opens", "One", """
            class A { int M() => «1|2»; } static class S { [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "M")] public static extern int Open(A a); }
            One: WriteLine(S.Open(new A()));
            Two: WriteLine(new A());
            """),
        new("type found by listing an assembly", "One", """
            interface I { int F(); } class A : I { public int F() => «1|2»; }
            One: foreach (var type in typeof(I).Assembly.GetTypes().Where(type => type.Name == "A")) WriteLine(((I)Activator.CreateInstance(type)!).F());
            Two: WriteLine(1);
            """),
        new("type found by its name", "One", """
            class A { public static int M() => «1|2»; }
            One: WriteLine(Type.GetType("A")!.GetMethod("M")!.Invoke(null, null));
            Two: WriteLine(1);
            """),
        new("type that a method says it depends on", "One", """
            class A { public int M() => «1|2»; } class B { public int M() => 1; }
            static class S { [DependsOnCode(typeof(A))] public static object F(string x) => Type.GetType(x)!; [DependsOnCode(typeof(B))] public static object G(string x) => Type.GetType(x)!; }
            One: WriteLine(S.F("A"));
            Two: WriteLine(S.G("B"));
            """),
        new("method held by a delegate in the parameters", "One", """
            static class A { public static int F() => «1|2»; public static int G() => 1; } public record P { public required Func<int> Call { get; init; } }
            One<P>(new P { Call = A.F }): WriteLine(Params.Call());
            Two<P>(new P { Call = A.G }): WriteLine(Params.Call());
            """),
        new("meaning of an output", "One", """
            static class A { public static string F(string path) => path + «1|2»; public static string G(string path) => path + 1; }
            public abstract class Meant(Func<string, string> f) : Stage<None>(new None()) { readonly Func<string, string> _f = f; public Artifact<Words> Out => Output<Words>("out", _f); public override Task RunAsync(StageRun run, CancellationToken cancel) => Task.CompletedTask; }
            public sealed class One() : Meant(A.F);
            public sealed class Two() : Meant(A.G);
            """),
        new("run written in a base of the stage", "One", """
            public abstract class Base : Toy<None> { protected Base() : base(new None()) { } protected abstract int X { get; } public override Task RunAsync(StageRun run, CancellationToken cancel) { WriteLine(X); return Task.CompletedTask; } }
            public sealed class One : Base { protected override int X => «1|2»; }
            public sealed class Two : Base { protected override int X => 1; }
            """),
        new("constructor of a stage", "One", """
            public sealed class One : Toy<None> { readonly int _x; public One() : base(new None()) { _x = «1|2»; } public override Task RunAsync(StageRun run, CancellationToken cancel) { WriteLine(_x); return Task.CompletedTask; } }
            Two: WriteLine(1);
            """),
    ];
}
