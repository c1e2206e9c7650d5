namespace Steering.Flow.Tests;

/// <summary>Edits of code that a call reaches by way of a type known only at run time.</summary>
internal static class DispatchMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("override in a constructed type", "One", """
            abstract class A { public abstract int F(); } class B : A { public override int F() => «1|2»; } class C : A { public override int F() => 1; } static class D { public static int G(A a) => a.F(); }
            One: WriteLine(D.G(new B()));
            Two: WriteLine(D.G(new C()));
            """),
        new("override in a type that nothing constructs", "", """
            abstract class A { public abstract int F(); } class B : A { public override int F() => «1|2»; } class C : A { public override int F() => 1; }
            One: A a = new C(); WriteLine(a.F()); WriteLine(a is B);
            Two: WriteLine(new C().F());
            """),
        new("override that is not called", "", """
            abstract class A { public abstract int F(); public abstract int G(); } class B : A { public override int F() => 1; public override int G() => «1|2»; }
            One: A a = new B(); WriteLine(a.F());
            Two: WriteLine(1);
            """),
        new("body that is overridden", "Two", """
            class A { public virtual int F() => «1|2»; } class B : A { public override int F() => 1; }
            One: A a = new B(); WriteLine(a.F());
            Two: A a = new A(); WriteLine(a.F());
            """),
        new("body called by its override", "One", """
            class A { public virtual int F() => «1|2»; } class B : A { public override int F() => base.F() + 1; } class C : A { public override int F() => 1; }
            One: A a = new B(); WriteLine(a.F());
            Two: A a = new C(); WriteLine(a.F());
            """),
        new("override made in a helper", "One", """
            interface I { int F(); } class B : I { public int F() => «1|2»; } class C : I { public int F() => 1; } static class D { public static I Make() => new B(); public static I Other() => new C(); }
            One: WriteLine(D.Make().F());
            Two: WriteLine(D.Other().F());
            """),
        new("override with a narrower result", "One", """
            class A { public virtual object F() => 1; } class B : A { public override string F() => "«1|2»"; }
            One: A a = new B(); WriteLine(a.F());
            Two: WriteLine(new A().F());
            """),
        new("implementation of an interface", "One", """
            interface I { int F(); } class B : I { public int F() => «1|2»; } class C : I { public int F() => 1; } static class D { public static int G(I x) => x.F(); }
            One: WriteLine(D.G(new B()));
            Two: WriteLine(D.G(new C()));
            """),
        new("explicit implementation", "One", """
            interface I { int F(); } class B : I { int I.F() => «1|2»; public int F() => 1; }
            One: I x = new B(); WriteLine(x.F());
            Two: WriteLine(new B().F());
            """),
        new("implementation in a base that does not know the interface", "One", """
            interface I { int F(); } class A { public int F() => «1|2»; } class B : A, I;
            One: I x = new B(); WriteLine(x.F());
            Two: WriteLine(1);
            """),
        new("implementation hidden by a namesake", "One", """
            interface I { int F(); } class A : I { public int F() => «1|2»; } class B : A { public new int F() => 1; }
            One: I x = new B(); WriteLine(x.F());
            Two: WriteLine(new B().F());
            """),
        new("implementation that a derived type overrides", "One", """
            interface I { int F(); } class A : I { public virtual int F() => 1; } class B : A { public override int F() => «1|2»; }
            One: I x = new B(); WriteLine(x.F());
            Two: I x = new A(); WriteLine(x.F());
            """),
        new("two implementations of a generic interface", "One Two", """
            interface I<T> { int F(T x); } class A : I<int>, I<string> { public int F(int x) => «1|2»; int I<string>.F(string x) => «3|4»; }
            One: I<int> x = new A(); WriteLine(x.F(1));
            Two: I<string> x = new A(); WriteLine(x.F(""));
            Three: WriteLine(1);
            """),
        new("default body of an interface", "One", """
            interface I { int F() => «1|2»; } class B : I; class C : I { public int F() => 1; }
            One: I x = new B(); WriteLine(x.F());
            Two: I x = new C(); WriteLine(x.F());
            """),
        new("default body in a derived interface", "One", """
            interface I { int F(); } interface J : I { int I.F() => «1|2»; } class B : J; class C : I { public int F() => 1; }
            One: I x = new B(); WriteLine(x.F());
            Two: I x = new C(); WriteLine(x.F());
            """),
        new("static abstract member", "One", """
            interface I { static abstract int F(); } struct A : I { public static int F() => «1|2»; } struct B : I { public static int F() => 1; } static class C { public static int G<T>() where T : I => T.F(); }
            One: WriteLine(C.G<A>());
            Two: WriteLine(C.G<B>());
            """),
        new("static abstract operator", "One", """
            interface I<T> where T : I<T> { static abstract T operator +(T a, T b); } readonly struct A(int x) : I<A> { public int X => x; public static A operator +(A a, A b) => new(a.X + b.X + «1|2»); }
            static class C { public static T Twice<T>(T x) where T : I<T> => x + x; }
            One: WriteLine(C.Twice(new A(1)).X);
            Two: WriteLine(new A(1).X);
            """),
        new("static virtual default", "One", """
            interface I { static virtual int F() => «1|2»; } struct A : I; struct B : I { public static int F() => 1; } static class C { public static int G<T>() where T : I => T.F(); }
            One: WriteLine(C.G<A>());
            Two: WriteLine(C.G<B>());
            """),
        new("member of a struct behind a generic parameter", "One", """
            interface I { int F(); } struct A : I { public int F() => «1|2»; } struct B : I { public int F() => 1; } static class C { public static int G<T>(T x) where T : I => x.F(); public static int H<U>(U x) where U : I => G(x); }
            One: WriteLine(C.H(new A()));
            Two: WriteLine(C.H(new B()));
            """),
        new("member reached through a generic type", "One", """
            interface I { int F(); } class A : I { public int F() => «1|2»; } class B : I { public int F() => 1; } class C<T> where T : I, new() { public int G() => new T().F(); }
            One: WriteLine(new C<A>().G());
            Two: WriteLine(new C<B>().G());
            """),
        new("generic virtual method", "One", """
            abstract class A { public abstract int F<T>() where T : I, new(); } class B : A { public override int F<T>() => new T().G(); } interface I { int G(); } class C : I { public int G() => «1|2»; } class D : I { public int G() => 1; }
            One: A a = new B(); WriteLine(a.F<C>());
            Two: A a = new B(); WriteLine(a.F<D>());
            """),
        new("generic method", "One", """
            static class A { public static int F<T>(T x) => «1|2»; public static int G<T>(T x) => 1; }
            One: WriteLine(A.F(1));
            Two: WriteLine(A.G(1));
            """),
        new("generic type", "One", """
            class A<T> { public int F() => «1|2»; } class B<T> : A<T>; class C<T> { public int F() => 1; }
            One: WriteLine(new B<string>().F());
            Two: WriteLine(new C<string>().F());
            """),
        new("comparer that code outside calls", "One", """
            class A : IComparer<int> { public int Compare(int x, int y) => x - «y|x»; } class B : IComparer<int> { public int Compare(int x, int y) => 0; }
            One: WriteLine(new[] { 2, 1 }.Order(new A()).First());
            Two: WriteLine(new[] { 2, 1 }.Order(new B()).First());
            """),
        new("hash code that a dictionary asks for", "One", """
            class A { public override int GetHashCode() => «1|2»; public override bool Equals(object? x) => true; } class B { public override int GetHashCode() => 1; public override bool Equals(object? x) => true; }
            One: WriteLine(new HashSet<object> { new A() }.Count);
            Two: WriteLine(new HashSet<object> { new B() }.Count);
            """),
        new("equality of a struct that is a key", "One", """
            readonly struct A(int x) : IEquatable<A> { public bool Equals(A other) => «true|false»; public override int GetHashCode() => x; public override bool Equals(object? o) => o is A a && Equals(a); }
            One: WriteLine(new Dictionary<A, int>().ContainsKey(new A(1)));
            Two: WriteLine(new Dictionary<int, int>().ContainsKey(1));
            """),
        new("text of an object that is printed", "One", """
            class A { public override string ToString() => "«a|b»"; } class B { public override string ToString() => "a"; }
            One: WriteLine($"{new A()}");
            Two: WriteLine($"{new B()}");
            """),
        new("end of a using block", "One", """
            class A : IDisposable { public void Dispose() => WriteLine(«1|2»); public int F() => 1; } class B : IDisposable { public void Dispose() => WriteLine(1); public int F() => 1; }
            One: using var a = new A(); WriteLine(a.F());
            Two: using var b = new B(); WriteLine(b.F());
            """),
        new("enumerator of a loop", "One", """
            class A { public E GetEnumerator() => new(); } struct E { int _i; public bool MoveNext() => _i++ < «1|2»; public int Current => _i; } class B { public G GetEnumerator() => new(); } struct G { int _i; public bool MoveNext() => _i++ < 1; public int Current => _i; }
            One: foreach (var x in new A()) WriteLine(x);
            Two: foreach (var x in new B()) WriteLine(x);
            """),
        new("query operators of one's own", "One", """
            class A { public A Where(Func<int, bool> f) => this; public int Select(Func<int, int> f) => «1|2»; }
            One: WriteLine(from x in new A() where x > 1 select x + 1);
            Two: WriteLine(new A());
            """),
        new("type behind an interface in the parameters", "One", """
            public interface I { int F(); } public record A : I { public int F() => «1|2»; } public record B : I { public int F() => 1; }
            One<I>(new A()): WriteLine(Params.F());
            Two<I>(new B()): WriteLine(Params.F());
            """),
        new("type deep in the parameters", "One", """
            public interface I { int F(); } public record A : I { public int F() => «1|2»; } public record B : I { public int F() => 1; } public record P(string Name, IReadOnlyList<I> Items, (int, I) Pair);
            One<P>(new P("a", [new B(), new A()], (1, new B()))): WriteLine(Params.Items.Sum(x => x.F()));
            Two<P>(new P("a", [new B()], (1, new B()))): WriteLine(Params.Items.Sum(x => x.F()));
            """),
        new("type in a tuple in the parameters", "One", """
            public interface I { int F(); } public record A : I { public int F() => «1|2»; } public record B : I { public int F() => 1; } public record P((int Number, I Item) Pair);
            One<P>(new P((1, new A()))): WriteLine(Params.Pair.Item.F());
            Two<P>(new P((1, new B()))): WriteLine(Params.Pair.Item.F());
            """),
        new("generic type in the parameters", "One", """
            public interface I { int F(); } public record A : I { public int F() => «1|2»; } public record B : I { public int F() => 1; } public record Box<T> where T : I, new() { public int G() => new T().F(); }
            One<Box<A>>(new Box<A>()): WriteLine(Params.G());
            Two<Box<B>>(new Box<B>()): WriteLine(Params.G());
            """),
        new("initialiser of a parameters record", "One", """
            public record A { public int X { get; init; } = 1; } static class F { public static A Make() => new A { X = «1|2» }; }
            One<A>(new A()): WriteLine(F.Make());
            Two<A>(new A()): WriteLine(Params.X);
            """),
    ];
}
