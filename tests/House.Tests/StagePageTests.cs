using Steering.Build;
using Steering.Build.Docs;
using Steering.Tests;

namespace Steering.House.Tests;

/// <summary>What the stages' page says is what the classes say.</summary>
public sealed class StagePageTests
{
    [Fact]
    public void The_stages_page_is_up_to_date()
    {
        var page = Wishes.StagePage(Options.From(Arguments.Parse([])));
        Assert.Equal(page, File.ReadAllText(Path.Combine(Golden.Repository, StageTable.Place)));
    }
}
