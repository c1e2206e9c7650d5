namespace Microsoft.ML.Tokenizers;

/// <summary>How a text is to be encoded: with or without the two preparing steps, and up to how many tokens.</summary>
public struct EncodeSettings
{
    public EncodeSettings()
    {
        ConsiderPreTokenization = true;
        ConsiderNormalization = true;
        MaxTokenCount = int.MaxValue;
    }

    public bool ConsiderPreTokenization { get; set; }
    public bool ConsiderNormalization { get; set; }
    public int MaxTokenCount { get; set; }
}
