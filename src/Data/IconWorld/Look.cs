namespace Steering.Data.IconWorld;

/// <summary>A random variation of one drawing in vision pretraining (study, section 3): flip, channel gains, grey, exchanged channels.</summary>
internal sealed record Look(bool IsFlipped, float GainR, float GainG, float GainB, float Offset, bool IsGrey, int Order)
{
    private static readonly (int R, int G, int B)[] s_orders = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)];

    public static Look Plain { get; } = new(false, 1, 1, 1, 0, false, 0);

    public static Look Draw(Chance chance)
    {
        var isFlipped = chance.Is(0.5);
        var gains = chance.Is(0.7);
        float Gain() => gains ? (float)chance.Between(0.7, 1.25) : 1;
        return new Look(isFlipped, Gain(), Gain(), Gain(), gains ? (float)chance.Between(-0.1, 0.1) : 0, chance.Is(0.1), chance.Is(0.1) ? chance.Below(s_orders.Length) : 0);
    }

    public (float R, float G, float B) Apply(float r, float g, float b)
    {
        (r, g, b) = ((r * GainR) + Offset, (g * GainG) + Offset, (b * GainB) + Offset);
        if (IsGrey) r = g = b = (r + g + b) / 3;
        if (Order == 0) return (r, g, b);
        ReadOnlySpan<float> channels = [r, g, b];
        var order = s_orders[Order];
        return (channels[order.R], channels[order.G], channels[order.B]);
    }
}
