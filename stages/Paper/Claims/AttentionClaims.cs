namespace Steering.Stages;

/// <summary>Claims about where attention goes (Figures 1, 2 and 8, A.1 and A.3).</summary>
public static class AttentionClaims
{
    private const string Why = "The attention figures do not reach the claims yet.";

    public static IReadOnlyList<Claim> All { get; } =
    [
        Of("LS-36", "Text gets more attention than the picture in most layers after full tuning and after LoRA.", "§3, Figure 1", "the picture's share is below a half in more than half of the layers, for both"),
        Of("LS-37", "MoReS raises the picture's share over full tuning and LoRA, most in lower and middle layers.", "§3, Figure 1", "paired by sample and layer, in more than half of the layers"),
        Of("LS-38", "Methods that attend more to the picture need fewer parameters.", "§3, Figure 1", "rank correlation of attention with parameters is at most −0.6, exact p below 0.05"),
        Of("LS-39", "MoReS has the highest LMAR of all methods in most layers.", "Figure 2", "above each other method in more than half of the layers, under every reading"),
        Of("LS-40", "The LMAR of MoReS rises sharply in the last layers.", "Figure 2", "the last three layers' mean is more than 1.5 times that of the rest"),
        Of("LS-41", "IA3 has the highest mean LMAR of the other methods.", "§3, Figure 2", "above each of full tuning, LoRA, Adapter and OFT on the mean over layers"),
        Of("LS-42", "Rebalancing attention is what brings the score.", "§3, §7", "over variants of MoReS, change in LMAR and change in score are correlated"),
        Of("LS-43", "Steering makes visual states larger.", "A.1", "95 % of the steered states have a larger norm after"),
        Of("LS-44", "Larger visual states get more attention.", "A.1, eq. 13", "with the editors on, the picture's share lies above that with them off"),
        Of("LS-47", "Attention to the picture is sparse.", "A.3, Figure 8", "a tenth of the visual tokens holds half of the visual attention in more than half of the layers"),
    ];

    private static Claim Of(string id, string text, string where, string test) => new(id, text, where, new Open(test, Why), "Not decidable: the paper shows a picture only.");
}
