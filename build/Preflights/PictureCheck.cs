using Steering.Data;
using Steering.Data.Imaging;
using Steering.Data.Sources;
using Steering.Stages;
using Finding = Steering.Build.Doctors.Finding;

namespace Steering.Build.Preflights;

/// <summary>
/// Data sets that are at hand and not prepared yet: every row reads, every picture that a row names is there, and pictures from all over the set can be
/// decoded. What is yet to be fetched is published as JPEG, so the library for it must be at hand.
/// </summary>
internal static class PictureCheck
{
    /// <summary>Pictures decoded of a set, evenly spread: a set is often several folders of different makers.</summary>
    private const int Decoded = 32;

    public static async Task<IReadOnlyList<Finding>> LookAsync(Ready ready, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        var needsJpeg = ready.Open.Any(node => node.Stage is Fetch);
        foreach (var prepare in ready.Open.Select(node => node.Stage).OfType<Prepare>())
        {
            if (ready.PathOf(prepare.Inputs[0]) is not { } raw) continue;   // it is yet to be made
            try
            {
                var samples = await RawFolder.ReadAsync(raw, prepare.Params.Format, cancel);
                Decode(RawFolder.Images(raw, prepare.Params.Format), samples);
                findings.Add(Finding.Ok("data", $"{prepare.Params.Name}: {samples.Count} rows, and their pictures are there"));
            }
            catch (Exception broken) when (broken is InvalidDataException or IOException)
            {
                findings.Add(Finding.Fail("data", $"{prepare.Params.Name}: {broken.Message}", $"Mend {raw}, or what it was made of."));
            }
            catch (DllNotFoundException) { needsJpeg = true; }
        }
        if (needsJpeg && !Jpeg.CanRead) findings.Add(Finding.Fail("jpeg", $"{Jpeg.Library} is absent, and published pictures are JPEG", Jpeg.Remedy));
        return findings;
    }

    /// <exception cref="InvalidDataException">Some cannot be read; the message counts them and names the first.</exception>
    private static void Decode(string folder, IReadOnlyList<Sample> samples)
    {
        var images = Evenly.Spread(PictureSource.Named(samples), Decoded);
        var faults = new List<string>();
        foreach (var image in images)
        {
            try { SamplePicture.Read(folder, image, samples); }
            catch (InvalidDataException broken) { faults.Add(broken.Message); }
        }
        if (faults.Count > 0) throw new InvalidDataException($"{faults.Count} of {images.Count} pictures that were looked at. {faults[0]}");
    }
}
