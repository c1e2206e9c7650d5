using static TorchSharp.torch;

namespace Steering.Tensors;

/// <summary>Turns the word in an option or recipe into a device that this process can use.</summary>
public static class Devices
{
    /// <summary>The device that the word names.</summary>
    /// <param name="name">cpu, meta, cuda, cuda:1, …</param>
    /// <exception cref="InvalidOperationException">The word asks for a GPU and there is none.</exception>
    public static Device Find(string name)
    {
        var found = device(name);
        if (found.type == TorchSharp.DeviceType.CUDA && !cuda.is_available())
            throw new InvalidOperationException($"Device '{name}' asks for a GPU, but libtorch {__version__} finds none. Choose cpu, or build with -p:TorchDevice=cuda on a GPU machine.");
        return found;
    }
}
