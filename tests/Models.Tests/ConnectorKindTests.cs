namespace Steering.Models.Tests;

/// <summary>The list of connectors is the list of what can be built.</summary>
public sealed class ConnectorKindTests
{
    public static TheoryData<string> Kinds => [.. ConnectorKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_is_built_under_its_text(string kind)
    {
        using var connector = Connector.OnMeta(kind, 64, 64);   // a Q-Former's width is a multiple of its heads'
        Assert.Equal(kind, connector.Kind);
    }

    /// <summary>What refuses an unknown text names every family in the same place where each is built.</summary>
    [Fact]
    public void A_refusal_offers_these_and_no_other()
    {
        var offered = Assert.Throws<NotSupportedException>(() => Connector.OnMeta("none", 64, 64)).Message.Split("there are ")[1].TrimEnd('.')
            .Replace("mlp{n}x_gelu (mlp2x_gelu)", "mlp2x_gelu", StringComparison.Ordinal).Split([", ", " and "], StringSplitOptions.None);
        Assert.Equal(ConnectorKinds.All.Order(StringComparer.Ordinal), offered.Order(StringComparer.Ordinal));
    }
}
