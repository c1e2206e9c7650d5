namespace Steering.Peft;

/// <summary>Every parameter of the language model is trained.</summary>
public sealed record FullTuning : IPeftMethod
{
    public string Name => "FT";

    public bool Unfreezes(string parameter) => true;
}
