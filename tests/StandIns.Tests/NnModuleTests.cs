using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.StandIns.Tests;

public sealed class NnModuleTests
{
    private class Parent : Module<Tensor, Tensor>
    {
        private readonly Linear _inherited = Linear(2, 2, hasBias: false);

        protected Parent()
            : base("parent")
        {
        }

        public override Tensor forward(Tensor input) => _inherited.call(input);
    }

    private sealed class Child : Parent
    {
        [ComponentName(Name = "q_proj")]
        private readonly Linear _query = Linear(2, 3);

        private readonly Tensor _mean = zeros(3);

        [ComponentName(Name = "scale")]
        private readonly Parameter _scale = new(ones(3));

        private readonly Linear? _absent;

        public Child(bool withAbsent = false)
        {
            if (withAbsent) _absent = Linear(1, 1);
            Blocks = ModuleList(Linear(3, 3, hasBias: false), Linear(3, 1, hasBias: false));
            RegisterComponents();
        }

        [field: ComponentName(Name = "blocks")]
        public ModuleList<Linear> Blocks { get; }

        public override Tensor forward(Tensor input) => _query.call(input) * _scale + _mean;

        public bool HasAbsent => _absent is not null;
    }

    private sealed class Shared : Module<Tensor, Tensor>
    {
        private readonly Parameter _table;
        private readonly Linear _head;

        public Shared()
            : base("shared")
        {
            _table = new Parameter(ones(2, 2));
            _head = Linear(_table);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _head.call(input);
    }

    private sealed class Pair : Module<Tensor, Tensor, Tensor>
    {
        public Pair()
            : base("pair") => RegisterComponents();

        public override Tensor forward(Tensor input1, Tensor input2) => input1 + input2;
    }

    [Fact]
    public void Fields_register_by_component_name_with_the_derived_type_first()
    {
        using var module = new Child();
        Assert.Equal(
            ["scale", "q_proj.weight", "q_proj.bias", "blocks.0.weight", "blocks.1.weight", "_inherited.weight"],
            module.named_parameters().Select(pair => pair.name));
        Assert.Equal(["q_proj", "blocks", "_inherited"], module.named_children().Select(pair => pair.name));
        Assert.Equal(["q_proj", "blocks", "_inherited", "blocks.0", "blocks.1"], module.named_modules().Select(pair => pair.name));
    }

    [Fact]
    public void A_plain_tensor_field_is_a_persistent_buffer()
    {
        using var module = new Child();
        Assert.Equal(["_mean"], module.named_buffers().Select(pair => pair.name));
        Assert.Contains("_mean", module.state_dict().Keys);
    }

    [Fact]
    public void A_field_that_was_null_is_not_registered_and_one_that_was_not_is()
    {
        using var without = new Child();
        using var with = new Child(withAbsent: true);
        Assert.False(without.HasAbsent);
        Assert.DoesNotContain("_absent.weight", without.state_dict().Keys);
        Assert.Contains("_absent.weight", with.state_dict().Keys);
    }

    [Fact]
    public void A_shared_parameter_is_listed_once_but_saved_under_each_name()
    {
        using var module = new Shared();
        Assert.Equal(["_table"], module.named_parameters().Select(pair => pair.name));
        Assert.Equal(["_head.weight", "_table"], module.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_non_persistent_buffer_is_neither_saved_nor_listed()
    {
        using var module = new Pair();
        using var cache = ones(2);
        module.register_buffer("cache", cache, persistent: false);
        Assert.Empty(module.state_dict());
        Assert.Empty(module.named_buffers());
        Assert.True(module.has_buffer("cache"));
    }

    [Fact]
    public void A_name_cannot_be_taken_twice_or_hold_a_dot()
    {
        using var module = new Child();
        using var linear = Linear(1, 1);
        using var data = ones(1);
        Assert.Throws<InvalidOperationException>(() => module.register_module("q_proj", linear));
        Assert.Throws<ArgumentException>(() => module.register_module("a.b", linear));
        Assert.Throws<InvalidOperationException>(() => module.register_buffer("_mean", data));
    }

    [Fact]
    public void State_goes_from_one_module_to_another_bit_by_bit_and_mismatches_are_named()
    {
        using var source = new Child();
        using var target = new Child();
        var (missing, unexpected) = target.load_state_dict(source.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        foreach (var (name, value) in source.state_dict()) Assert.True(value.SameAs(target.state_dict()[name]), name);

        var partial = source.state_dict();
        partial.Remove("scale");
        Assert.Contains("scale", Assert.Throws<InvalidOperationException>(() => target.load_state_dict(partial)).Message, StringComparison.Ordinal);
        Assert.Equal(["scale"], target.load_state_dict(partial, strict: false).missing_keys);

        partial["scale"] = ones(4);
        Assert.Contains("scale", Assert.Throws<ArgumentException>(() => target.load_state_dict(partial)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Modes_reach_every_descendant()
    {
        using var module = new Child();
        module.eval();
        Assert.All(module.modules(), below => Assert.False(below.training));
        module.train();
        Assert.All(module.modules(), below => Assert.True(below.training));
    }

    [Fact]
    public void A_parameter_takes_over_the_handle_and_dies_with_its_scope_unless_detached()
    {
        Parameter lost, kept;
        Linear linear;
        using (NewDisposeScope())
        {
            var data = ones(2);
            lost = new Parameter(data);
            Assert.True(data.IsInvalid);
            kept = new Parameter(ones(2));
            kept.DetachFromDisposeScope();
            linear = Linear(2, 2);
        }
        Assert.True(lost.IsInvalid);
        Assert.False(kept.IsInvalid);
        Assert.False(linear.weight.IsInvalid);
        linear.Dispose();
        Assert.True(kept.requires_grad);
        kept.Dispose();
    }

    [Fact]
    public void Moving_replaces_parameters_in_their_fields_and_leaves_integer_buffers_alone()
    {
        using var norm = BatchNorm2d(2);
        var before = norm.weight;
        norm.weight!.requires_grad = false;
        norm.to(float64);
        Assert.NotSame(before, norm.weight);
        Assert.Equal(float64, norm.weight!.dtype);
        Assert.False(norm.weight.requires_grad);
        Assert.True(norm.bias!.requires_grad);
        Assert.Equal(float64, norm.running_mean!.dtype);
        Assert.Equal(int64, norm.num_batches_tracked!.dtype);
        Assert.Same(norm.weight, norm.get_parameter("weight"));
    }

    [Fact]
    public void Moving_to_the_type_it_has_keeps_the_very_objects()
    {
        using var linear = Linear(2, 2);
        var before = linear.weight;
        Assert.Same(before, linear.to(float32).weight);
    }

    [Fact]
    public void Disposing_a_module_disposes_what_is_below_it()
    {
        var module = new Child();
        var parameters = module.parameters().ToList();
        module.Dispose();
        Assert.All(parameters, parameter => Assert.True(parameter.IsInvalid));
    }

    [Fact]
    public void Hooks_run_around_call_and_may_change_input_and_result()
    {
        using var scope = NewDisposeScope();
        using var module = new Pair();
        var seen = new List<string>();
        var before = module.register_forward_pre_hook((_, left, right) =>
        {
            seen.Add("before");
            return (left * 2, right);
        });
        module.register_forward_hook((_, _, _, result) =>
        {
            seen.Add("after");
            return result * 10;
        });
        module.register_forward_hook(_ => seen.Add("after any"));
        Assert.Equal(50, module.call(tensor(2.0f), tensor(1.0f)).item<float>());
        Assert.Equal(["before", "after", "after any"], seen);
        before.remove();
        Assert.Equal(30, module.call(tensor(2.0f), tensor(1.0f)).item<float>());
    }

    [Fact]
    public void Sequential_names_by_number_or_as_told_and_passes_results_along()
    {
        using var scope = NewDisposeScope();
        using var numbered = Sequential(Linear(2, 3), ReLU(), Linear(3, 1));
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], numbered.named_parameters().Select(pair => pair.name));
        using var named = Sequential(("first", Linear(2, 2)), ("second", Identity()));
        Assert.Equal(["first.weight", "first.bias"], named.state_dict().Keys);
        var input = randn(4, 2);
        var expected = ((Linear)numbered[2]).call(functional.relu(((Linear)numbered[0]).call(input)));
        Assert.True(expected.SameAs(numbered.call(input)));
        Assert.False(input.IsInvalid);
    }
}
