using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers with a state of its own (Mersenne twister on the CPU): equal seeds give equal numbers.</summary>
    public class Generator : IDisposable
    {
        private nint handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            if (this.device.type != DeviceType.CPU) throw new NotImplementedException($"A generator on {this.device}: this libtorch has the CPU's only.");
            handle = Native.ts_new_generator(seed);
        }

        private Generator(nint handle)
        {
            device = CPU;
            this.handle = handle;
        }

        ~Generator() => Dispose(false);

        /// <summary>The generator that random functions use when none is given.</summary>
        public static Generator Default => new(Native.ts_default_generator());

        public Device device { get; }

        public nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

        public Generator manual_seed(long seed)
        {
            Native.ts_generator_set_seed(Handle, (ulong)seed);
            return this;
        }

        /// <summary>Draws a new seed from the machine's entropy and returns it.</summary>
        public long seed() => Native.ts_generator_seed(Handle);

        public long initial_seed() => Native.ts_generator_current_seed(Handle);

        public Tensor get_state() => new(Native.Check(Native.ts_generator_state(Handle)));

        public void set_state(Tensor value) => Native.Check(Native.ts_generator_set_state(Handle, value.Handle));

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var native = Interlocked.Exchange(ref handle, 0);
            if (native != 0) Native.ts_free_generator(native);
        }
    }

    public static Generator manual_seed(long seed)
    {
        Native.ts_manual_seed(seed);
        return Generator.Default;
    }

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static long initial_seed() => random.initial_seed();

    public static long seed() => random.seed();

    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static long seed()
        {
            using var generator = Generator.Default;
            return generator.seed();
        }

        public static long initial_seed()
        {
            using var generator = Generator.Default;
            return generator.initial_seed();
        }

        public static Tensor get_rng_state()
        {
            using var generator = Generator.Default;
            return generator.get_state();
        }

        public static void set_rng_state(Tensor new_state)
        {
            using var generator = Generator.Default;
            generator.set_state(new_state);
        }
    }
}
