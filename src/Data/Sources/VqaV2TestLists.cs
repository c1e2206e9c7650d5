namespace Steering.Data.Sources;

/// <summary>The two lists of questions of VQAv2's test split, over one folder of pictures; <see cref="RawFormat.VqaV2Test"/> is a folder that has one list only.</summary>
public static class VqaV2TestLists
{
    /// <summary>Every question; the server wants an entry for each.</summary>
    public const string Whole = "test2015";

    /// <summary>The quarter of them that the server grades at any time.</summary>
    public const string Dev = "test-dev2015";

    public static IReadOnlyList<Sample> Read(string folder, string list)
    {
        var samples = VqaV2Files.ReadTest(Path.Combine(folder, $"v2_OpenEnded_mscoco_{list}_questions.json"));
        SampleImages.Require(folder, samples, RawFolder.Images(folder, RawFormat.VqaV2Test));
        return samples;
    }
}
