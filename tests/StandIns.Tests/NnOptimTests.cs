using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.StandIns.Tests;

public sealed class NnOptimTests
{
    private static readonly double[] Start = [1.0, -2.0, 0.5];
    private static readonly double[] Pull = [0.3, 1.5, -0.7];

    /// <summary>AdamW on ½ Σ aᵢ xᵢ², in doubles, written from the paper's update (Loshchilov and Hutter 2019, algorithm 2).</summary>
    private static double[] ByHand(int steps, double lr, double beta1, double beta2, double eps, double decay)
    {
        double[] x = [.. Start], m = new double[3], v = new double[3];
        for (var step = 1; step <= steps; step++)
        {
            for (var i = 0; i < x.Length; i++)
            {
                var g = Pull[i] * x[i];
                m[i] = (beta1 * m[i]) + ((1 - beta1) * g);
                v[i] = (beta2 * v[i]) + ((1 - beta2) * g * g);
                x[i] -= lr * decay * x[i];
                x[i] -= lr * (m[i] / (1 - Math.Pow(beta1, step))) / (Math.Sqrt(v[i] / (1 - Math.Pow(beta2, step))) + eps);
            }
        }
        return x;
    }

    private static void Step(Parameter parameter, Tensor pull, optim.Optimizer optimizer)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        (pull * parameter * parameter / 2).sum().backward();
        optimizer.step();
    }

    [Fact]
    public void AdamW_follows_the_paper_for_five_steps()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(tensor(Start));
        using var optimizer = optim.AdamW([parameter], lr: 0.1, beta1: 0.9, beta2: 0.95, eps: 1e-8, weight_decay: 0.2);
        for (var step = 0; step < 5; step++) Step(parameter, tensor(Pull), optimizer);
        var expected = ByHand(5, 0.1, 0.9, 0.95, 1e-8, 0.2);
        for (var i = 0; i < 3; i++) Assert.Equal(expected[i], parameter.data<double>()[i], 1e-12);
    }

    [Fact]
    public void AdamW_does_not_decay_unless_told()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(tensor(Start));
        using var optimizer = optim.AdamW([parameter], lr: 0.1);
        Step(parameter, zeros(3, dtype: float64), optimizer);
        Assert.Equal(Start, parameter.data<double>().ToArray());
    }

    [Fact]
    public void Lists_of_parameters_move_by_the_same_bits_as_each_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        List<Parameter> together = [.. Enumerable.Range(1, 4).Select(i => new Parameter(randn(i, 7)))];
        List<Parameter> alone = [.. together.Select(parameter => new Parameter(parameter.detach().clone()))];
        using var joint = optim.AdamW(together, lr: 0.01, weight_decay: 0.1);
        List<AdamW> singles = [.. alone.Select(parameter => optim.AdamW([parameter], lr: 0.01, weight_decay: 0.1))];
        for (var step = 0; step < 3; step++)
        {
            foreach (var (left, right) in together.Zip(alone))
            {
                left.grad = right.grad = randn_like(left);
            }
            joint.step();
            singles.ForEach(optimizer => optimizer.step());
        }
        Assert.All(together.Zip(alone), pair => Assert.True(pair.First.SameAs(pair.Second)));
        singles.ForEach(optimizer => optimizer.Dispose());
    }

    [Fact]
    public void A_parameter_without_gradient_stays_and_keeps_its_own_step_count()
    {
        using var scope = NewDisposeScope();
        var (still, moving) = (new Parameter(ones(2)), new Parameter(ones(2)));
        using var optimizer = optim.AdamW([still, moving], lr: 0.1);
        moving.grad = ones(2);
        optimizer.step();
        Assert.True(ones(2).SameAs(still));
        still.grad = ones(2);
        optimizer.step();
        // A first step of Adam is the whole rate, whatever the gradient's size.
        Assert.Equal(0.9f, still.data<float>()[0], 1e-5f);
        Assert.Equal(0.8f, moving.data<float>()[0], 1e-5f);
    }

    [Fact]
    public void Groups_have_rates_of_their_own_and_fill_the_rest_from_the_optimiser()
    {
        using var scope = NewDisposeScope();
        var (fast, slow) = (new Parameter(ones(1)), new Parameter(ones(1)));
        using var optimizer = optim.AdamW(
            [new AdamW.ParamGroup([fast], lr: 0.5), new AdamW.ParamGroup { Parameters = [slow] }], lr: 0.25);
        Assert.Equal([0.5, 0.25], optimizer.ParamGroups.Select(group => group.LearningRate));
        (fast.grad, slow.grad) = (ones(1), ones(1));
        optimizer.step();
        Assert.Equal(0.5f, fast.item<float>(), 1e-5f);
        Assert.Equal(0.75f, slow.item<float>(), 1e-5f);
    }

    [Fact]
    public void A_schedule_starts_at_epoch_zero_and_multiplies_the_initial_rate()
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.SGD([new Parameter(ones(1))], 2.0);
        var schedule = optim.lr_scheduler.LambdaLR(optimizer, epoch => (epoch + 1) / 4.0);
        Assert.Equal([0.5], schedule.get_last_lr());
        schedule.step();
        schedule.step();
        Assert.Equal(1.5, optimizer.ParamGroups.Single().LearningRate);
    }

    [Fact]
    public void Sgd_with_momentum_adds_up_its_steps()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(zeros(1));
        using var optimizer = optim.SGD([parameter], 1.0, momentum: 0.5);
        for (var step = 0; step < 3; step++)
        {
            parameter.grad = ones(1);
            optimizer.step();
        }
        Assert.Equal(-(1 + 1.5f + 1.75f), parameter.item<float>());
    }

    [Fact]
    public void A_saved_optimiser_continues_as_if_it_had_never_stopped()
    {
        using var scope = NewDisposeScope();
        var (one, two) = (new Parameter(tensor(Start)), new Parameter(tensor(Start)));
        using var first = optim.AdamW([one], lr: 0.1);
        using var second = optim.AdamW([two], lr: 0.3);
        for (var step = 0; step < 3; step++) Step(one, tensor(Pull), first);
        using var stream = new MemoryStream();
        first.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        second.load_state_dict(new BinaryReader(stream));
        using (no_grad()) two.copy_(one);
        for (var step = 0; step < 3; step++)
        {
            Step(one, tensor(Pull), first);
            Step(two, tensor(Pull), second);
        }
        Assert.True(one.SameAs(two));
    }

    [Fact]
    public void Clipping_returns_the_norm_and_scales_only_what_exceeds_it()
    {
        using var scope = NewDisposeScope();
        var (left, right, none) = (new Parameter(zeros(1)), new Parameter(zeros(1)), new Parameter(zeros(1)));
        void Give()
        {
            left.grad = full(1, 3.0f);
            right.grad = full(1, 4.0f);
        }
        Give();
        Assert.Equal(5.0, nn.utils.clip_grad_norm_([left, right, none], 10));
        Assert.Equal(3, left.grad!.item<float>());
        Assert.Equal(5.0, nn.utils.clip_grad_norm_([left, right, none], 1));
        Assert.Equal(0.6f, left.grad!.item<float>(), 1e-5f);
        Assert.Equal(0.8f, right.grad!.item<float>(), 1e-5f);
    }

    [Fact]
    public void A_thousand_steps_leave_no_tensor_behind()
    {
        using var module = nn.Linear(3, 2);
        using var optimizer = optim.AdamW(module.parameters(), lr: 0.01, weight_decay: 0.1);
        void Train()
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            module.call(ones(4, 3)).pow(2).sum().backward();
            nn.utils.clip_grad_norm_(module.parameters(), 1);
            optimizer.step();
        }
        Train();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var step = 0; step < 1000; step++) Train();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
