using Steering.Data.IconWorld.Sets;
using Steering.Data.Sources;
using Steering.Flow;

namespace Steering.Stages;

/// <summary>Sets of the icon world for one zoo, composed, prepared and encoded.</summary>
public sealed class IconWorldDataSets(string zoo, WorldParams world, Artifact<Atlas> atlas, Artifact<VisionTower> tower)
{
    /// <param name="counted">The tuning set for POPE, which needs it; a training split for VizWiz and IconQA.</param>
    public DataSet Of(string name, SetKind kind, SceneSet set, SceneSet? counted = null)
    {
        var format = kind switch
        {
            SetKind.VqaV2 => RawFormat.VqaV2,
            SetKind.ScienceQa => RawFormat.ScienceQa,
            SetKind.Pope => RawFormat.Pope,
            SetKind.Gqa => RawFormat.Gqa,
            SetKind.TextVqa => RawFormat.TextVqa,
            SetKind.VizWiz => RawFormat.VizWiz,
            SetKind.IconQaText => RawFormat.IconQaText,
            SetKind.IconQaBlank => RawFormat.IconQaBlank,
            SetKind.Mme => RawFormat.Mme,
            SetKind.Mmmu => RawFormat.Mmmu,
            SetKind.HallusionBench => RawFormat.HallusionBench,
            SetKind.MmVet => RawFormat.MmVet,
            SetKind.Mmlu => RawFormat.Mmlu,
            SetKind.HellaSwag => RawFormat.HellaSwag,
            SetKind.Classes => RawFormat.ClassFolders,
            _ => RawFormat.Llava,
        };
        var raw = new Compose(new ComposeParams(zoo, name, kind, world, set, counted), atlas).Set;
        return Prepared(name, raw, format);
    }

    /// <summary>A raw set, prepared and encoded.</summary>
    public DataSet Prepared(string name, Artifact<Raw> raw, RawFormat format = RawFormat.Llava)
    {
        var samples = new Prepare(new PrepareParams(name, format), raw).Samples;
        return new DataSet(name, format, raw, samples, new Encode(new EncodeParams(name, format), raw, samples, tower).Visual);
    }
}
