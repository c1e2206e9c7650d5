using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            public static ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module => new(modules);

            public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules)
                where T : Module
            {
                var dictionary = new ModuleDict<T>();
                foreach (var pair in modules) dictionary.Add(pair);
                return dictionary;
            }
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Modules by number. They are registered once, together with the list; what is added later is not, as in the package.</summary>
    public class ModuleList<T> : Module, IList<T>
        where T : Module
    {
        private readonly List<T> _list = [];
        private bool _registered;

        public ModuleList(params T[] modules)
            : base(nameof(ModuleList)) => _list.AddRange(modules);

        public int Count => _list.Count;
        public bool IsReadOnly => false;

        public T this[int index]
        {
            get => _list[index];
            set => _list[index] = value;
        }

        protected override void RegisterComponents()
        {
            if (_registered) return;
            for (var i = 0; i < _list.Count; i++) register_module($"{i}", _list[i]);
            _registered = true;
        }

        public void Add(T item) => _list.Add(item);
        public void append(params T[] parameters) => _list.AddRange(parameters);
        public void extend(IEnumerable<T> modules) => _list.AddRange(modules);
        public void Insert(int index, T item) => _list.Insert(index, item);
        public bool Remove(T item) => _list.Remove(item);
        public void RemoveAt(int index) => _list.RemoveAt(index);
        public void Clear() => _list.Clear();
        public bool Contains(T item) => _list.Contains(item);
        public int IndexOf(T item) => _list.IndexOf(item);
        public void CopyTo(T[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);
        public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Parameters by number, registered as those of <see cref="ModuleList{T}"/> are.</summary>
    public class ParameterList : Module, IList<Parameter>
    {
        private readonly List<Parameter> _list = [];
        private bool _registered;

        public ParameterList(params Parameter[] parameters)
            : base(nameof(ParameterList)) => _list.AddRange(parameters);

        public int Count => _list.Count;
        public bool IsReadOnly => false;

        public Parameter this[int index]
        {
            get => _list[index];
            set => _list[index] = value;
        }

        protected override void RegisterComponents()
        {
            if (_registered) return;
            for (var i = 0; i < _list.Count; i++) register_parameter($"{i}", _list[i]);
            _registered = true;
        }

        protected override void _toEpilog(ScalarType? dtype, Device device, bool non_blocking)
        {
            base._toEpilog(dtype, device, non_blocking);
            for (var i = 0; i < _list.Count; i++)
            {
                if (_internal_params.TryGetValue($"{i}", out var parameter)) _list[i] = parameter;
            }
        }

        public void Add(Parameter item) => _list.Add(item);
        public void append(params Parameter[] parameters) => _list.AddRange(parameters);
        public void extend(IEnumerable<Parameter> parameters) => _list.AddRange(parameters);
        public void Insert(int index, Parameter item) => _list.Insert(index, item);
        public bool Remove(Parameter item) => _list.Remove(item);
        public void RemoveAt(int index) => _list.RemoveAt(index);
        public void Clear() => _list.Clear();
        public bool Contains(Parameter item) => _list.Contains(item);
        public int IndexOf(Parameter item) => _list.IndexOf(item);
        public void CopyTo(Parameter[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);
        public IEnumerator<Parameter> GetEnumerator() => _list.GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Modules by name, in the order they came; registered as those of <see cref="ModuleList{T}"/> are.</summary>
    public class ModuleDict<T> : Module, IDictionary<string, T>, IList<(string, T)>
        where T : Module
    {
        private readonly Utils.OrderedDict<string, T> _dict = new();
        private bool _registered;

        public ModuleDict()
            : base(nameof(ModuleDict))
        {
        }

        public int Count => _dict.Count;
        public bool IsReadOnly => false;
        public ICollection<string> Keys => _dict.Keys;
        public ICollection<T> Values => _dict.Values;

        public T this[string key]
        {
            get => _dict[key];
            set => _dict[key] = value;
        }

        public (string, T) this[int index]
        {
            get => _dict[index];
            set => _dict[index] = value;
        }

        protected override void RegisterComponents()
        {
            if (_registered) return;
            foreach (var (key, module) in _dict) register_module(key, module);
            _registered = true;
        }

        public void Add(string key, T value) => _dict.Add(key, value);
        public void Add((string, T) item) => _dict.Add(item);
        public void Add(KeyValuePair<string, T> item) => _dict.Add(item);
        public void Insert(int index, (string, T) item) => _dict.Insert(index, item);
        public bool Remove(string key) => _dict.Remove(key);
        public bool Remove((string, T) item) => _dict.Remove(item);
        public bool Remove(KeyValuePair<string, T> item) => _dict.Remove(item);
        public void RemoveAt(int index) => _dict.RemoveAt(index);
        public void Clear() => _dict.Clear();
        public void clear() => _dict.Clear();
        public bool ContainsKey(string key) => _dict.ContainsKey(key);
        public bool Contains((string, T) item) => _dict.Contains(item);
        public bool Contains(KeyValuePair<string, T> item) => _dict.Contains(item);
        public int IndexOf((string, T) item) => _dict.IndexOf(item);
        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _dict.TryGetValue(key, out value);
        public IEnumerable<string> keys() => _dict.Keys;
        public IEnumerable<T> values() => _dict.Values;
        public IEnumerator<(string, T)> items() => _dict.GetEnumerator();
        public void CopyTo((string, T)[] array, int arrayIndex) => _dict.CopyTo(array, arrayIndex);
        public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) => _dict.CopyTo(array, arrayIndex);
        public IEnumerator<(string, T)> GetEnumerator() => _dict.GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() =>
            ((IEnumerable<KeyValuePair<string, T>>)_dict).GetEnumerator();
    }
}
