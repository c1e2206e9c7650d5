using Steering.Data.Imaging;
using Steering.Data.Sources;
using Steering.Stages;
using Finding = Steering.Build.Doctors.Finding;

namespace Steering.Build.Preflights;

/// <summary>Data sets that are at hand and not prepared yet: every row reads, every picture that a row names is there, and the first ones can be decoded.</summary>
internal static class PictureCheck
{
    private const int Decoded = 3;

    public static async Task<IReadOnlyList<Finding>> LookAsync(Ready ready, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        foreach (var prepare in ready.Open.Select(node => node.Stage).OfType<Prepare>())
        {
            if (ready.PathOf(prepare.Inputs[0]) is not { } raw) continue;   // it is yet to be made
            try
            {
                var samples = await RawFolder.ReadAsync(raw, prepare.Params.Format, cancel);
                foreach (var image in samples.Select(sample => sample.Image).OfType<string>().Distinct(StringComparer.Ordinal).Take(Decoded)) Png.Read(Path.Combine(RawFolder.Images(raw, prepare.Params.Format), image));
                findings.Add(Finding.Ok("data", $"{prepare.Params.Name}: {samples.Count} rows, and their pictures are there"));
            }
            catch (Exception broken) when (broken is InvalidDataException or IOException)
            {
                findings.Add(Finding.Fail("data", $"{prepare.Params.Name}: {broken.Message}", $"Mend {raw}, or what it was made of."));
            }
        }
        return findings;
    }
}
