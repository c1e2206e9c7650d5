using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) =>
                new([.. modules.Select(pair => (pair.Item1, pair.Item2))]);

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new([.. modules]);

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new([.. modules]);

            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
                new([.. modules.Select(pair => (pair.Item1, pair.Item2))]);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Modules one after another; unnamed ones are named by their number. What passes between them is disposed.</summary>
    public class Sequential : Module<Tensor, Tensor>
    {
        private readonly List<(string Name, IModule<Tensor, Tensor> Module)> _steps = [];

        protected internal Sequential(params Module<Tensor, Tensor>[] modules)
            : base(nameof(Sequential))
        {
            foreach (var module in modules) append(module);
        }

        protected internal Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules)
            : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules) append(name, module);
        }

        public int Count => _steps.Count;

        public IModule<Tensor, Tensor> this[int index] => _steps[index].Module;

        public Sequential append(IModule<Tensor, Tensor> module) =>
            append(_steps.Count.ToString(CultureInfo.InvariantCulture), module);

        public Sequential append(string name, IModule<Tensor, Tensor> module)
        {
            register_module(name, (Module)module);
            _steps.Add((name, module));
            return this;
        }

        protected override void RegisterComponents()
        {
            // Each step was registered when it was appended; fields hold nothing else.
        }

        public override Tensor forward(Tensor tensor)
        {
            if (_steps.Count == 0) return tensor.alias();
            var current = _steps[0].Module.call(tensor);
            for (var i = 1; i < _steps.Count; i++)
            {
                var next = _steps[i].Module.call(current);
                current.Dispose();
                current = next;
            }
            return current;
        }
    }
}
