namespace Steering.Data.Sources;

/// <summary>Checks the images of a data set before hours are spent on its first rows.</summary>
public static class SampleImages
{
    /// <summary>Throws, naming the first missing file and how many are missing, unless every image of the rows lies in the folder.</summary>
    public static void Require(string source, IEnumerable<Sample> samples, string imageFolder)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var missing = samples.Where(sample => sample.Image is not null && !File.Exists(Path.Combine(imageFolder, sample.Image))).ToList();
        if (missing.Count == 0) return;
        var path = Path.Combine(imageFolder, missing[0].Image!);
        throw new FileNotFoundException(
            $"{source}: row '{missing[0].Id}' names the image '{missing[0].Image}', which is not in {imageFolder} ({missing.Count} missing in all). "
            + "Fetch the images again, or remove the rows.",
            path);
    }

    /// <summary>For formats that name pictures without their ending: .png if the folder holds any, .jpg as published otherwise.</summary>
    internal static string ExtensionIn(string imageFolder) =>
        Directory.Exists(imageFolder) && Directory.EnumerateFiles(imageFolder, "*.png").Any() ? ".png" : ".jpg";
}
