using System.Globalization;
using Steering.Tests;

namespace Steering.Training.Tests;

public sealed class ScheduleTests
{
    [GoldenFact("methods")]
    public void Factors_are_those_of_transformers()
    {
        var file = Golden.Json("methods", "schedules.json");
        var tolerance = file.GetProperty("tolerance").GetDouble();
        var checkedOnes = 0;
        foreach (var schedule in file.GetProperty("schedules").EnumerateObject())
        {
            var parts = schedule.Name.Split('/');
            var shape = Enum.Parse<ScheduleShape>(parts[0], ignoreCase: true);
            var (steps, warmUp) = (int.Parse(parts[1], CultureInfo.InvariantCulture), double.Parse(parts[2], CultureInfo.InvariantCulture));
            Assert.Equal(schedule.Value.GetProperty("warmup_steps").GetInt32(), Schedule.WarmUpSteps(warmUp, steps));
            var step = 0;
            foreach (var factor in schedule.Value.GetProperty("factors").EnumerateArray())
            {
                Assert.Equal(factor.GetDouble(), Schedule.Factor(shape, step++, steps, warmUp), tolerance);
            }
            checkedOnes++;
        }
        Assert.NotEqual(0, checkedOnes);
    }

    [Fact]
    public void An_order_is_a_permutation_that_seed_and_epoch_decide()
    {
        var order = Order.Shuffled(100, seed: 3, epoch: 0);
        Assert.Equal(Enumerable.Range(0, 100), order.Order());
        Assert.Equal(order, Order.Shuffled(100, 3, 0));
        Assert.NotEqual(order, Order.Shuffled(100, 4, 0));
        Assert.NotEqual(order, Order.Shuffled(100, 3, 1));
    }
}
