namespace Steering.Stages;

/// <summary>Which benchmark's on-disk format a composed set has.</summary>
public enum SetKind
{
    Captions,
    Tuning,
    VqaV2,
    ScienceQa,
    Pope,
    Gqa,
    VizWiz,
    IconQaText,
    IconQaBlank,
    Mme,
    Mmmu,
    HallusionBench,
    MmVet,
    Mmlu,
    HellaSwag,
    TextVqa,
    Classes,
}
