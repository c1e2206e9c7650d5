namespace TorchSharp;

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);
    public static Device CUDA => InitializeDevice(new Device(DeviceType.CUDA));

    private static Device defaultDevice = CPU;

    public static Device device(string description) => new(description);
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);
    public static Device device(int index) => new(index);

    public static Device get_default_device() => defaultDevice;
    public static void set_default_device(Device device) => defaultDevice = device;
    public static void set_default_device(string device) => set_default_device(new Device(device));

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"Torch device type {deviceType} did not initialise: this libtorch has no CUDA or finds no GPU. Choose the device cpu.");
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType != DeviceType.CUDA || cuda.is_available();

    public static Device InitializeDevice(Device device)
    {
        device ??= get_default_device();
        InitializeDeviceType(device.type);
        return device;
    }

    /// <summary>Where a tensor lives: a kind of memory and, for GPUs, which one (−1 is the current one).</summary>
    public class Device
    {
        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            var parts = description.Split(':');
            type = ParseType(parts[0], description);
            index = parts.Length > 1 ? ParseIndex(parts[1], description) : DefaultIndex(type);
        }

        public Device(string deviceType, int index = -1)
        {
            type = ParseType(deviceType, deviceType);
            this.index = index;
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index < 0 ? DefaultIndex(deviceType) : index;
        }

        public Device(int index)
        {
            type = DeviceType.CUDA;
            this.index = index;
        }

        public DeviceType type { get; }

        public int index { get; }

        /// <summary>The form in which the shim reads a device: type in the high bits, index in the low byte.</summary>
        internal long Packed => ((long)type << 8) | (byte)(sbyte)(type == DeviceType.CPU ? -1 : index);

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            var name = type.ToString().ToLowerInvariant();
            return type is DeviceType.CPU or DeviceType.META || index < 0 ? name : $"{name}:{index}";
        }

        internal static Device FromPacked(long packed) => (DeviceType)(packed >> 8) switch
        {
            DeviceType.CPU => CPU,
            DeviceType.META => META,
            var type => new Device(type, (sbyte)(packed & 0xff)),
        };

        private static int DefaultIndex(DeviceType type) => type == DeviceType.CUDA ? 0 : -1;

        private static DeviceType ParseType(string name, string description) => name.ToLowerInvariant() switch
        {
            "cpu" => DeviceType.CPU,
            "cuda" => DeviceType.CUDA,
            "meta" => DeviceType.META,
            "mps" => DeviceType.MPS,
            _ => throw new ArgumentException($"'{description}' names no device. Write cpu, meta, cuda or cuda:0.", nameof(description)),
        };

        private static int ParseIndex(string text, string description) => int.TryParse(text, out var index) && index >= 0
            ? index
            : throw new ArgumentException($"'{description}' has no device number behind the colon. Write cuda:0.", nameof(description));
    }
}
