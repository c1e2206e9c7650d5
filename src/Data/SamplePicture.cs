using Steering.Data.Imaging;

namespace Steering.Data;

/// <summary>The picture of a data set's row.</summary>
public static class SamplePicture
{
    /// <summary>Reads a picture by the name that rows have for it.</summary>
    /// <exception cref="InvalidDataException">It is missing, broken or no picture; the message names a row that shows it, the file and the remedy.</exception>
    public static Picture Read(string folder, string image, IEnumerable<Sample> samples)
    {
        try
        {
            return PictureFile.Read(Path.Combine(folder, image));
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            throw new InvalidDataException($"The picture of row '{samples.FirstOrDefault(sample => sample.Image == image)?.Id}' cannot be read. {broken.Message}", broken);
        }
    }
}
