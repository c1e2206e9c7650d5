using System.Numerics;

namespace Steering.Tensors;

/// <summary>
/// Reads the pickles that torch.save writes (protocols 2 to 5) as data. It can make dictionaries, lists, numbers, texts and views of tensors;
/// nothing in a file is imported, called or run. What a file of tensors does not need is refused by its name.
/// </summary>
internal sealed class Unpickler(Stream stream)
{
    private const int NewestProtocol = 5;
    private static readonly object Mark = new();

    private readonly PickleReader _reader = new(stream);
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];

    /// <summary>The value of one pickle; the stream stands behind its STOP.</summary>
    public object? Read()
    {
        _stack.Clear();
        _memo.Clear();
        for (var opcode = _reader.Next(); opcode != '.'; opcode = _reader.Next())
        {
            if (!Number(opcode) && !Text(opcode) && !Container(opcode) && !Memory(opcode) && !Object(opcode))
            {
                if (opcode == 'i') _ = PickleGlobals.Find(_reader.Line(), _reader.Line());
                throw new InvalidDataException($"the pickle uses the opcode {Refused(opcode)}, which no file of tensors needs");
            }
        }
        return Pop("STOP");
    }

    private static string Refused(int opcode) => opcode switch
    {
        'P' => "PERSID",
        'o' => "OBJ",
        'i' => "INST",
        'I' => "INT",
        'L' => "LONG",
        'F' => "FLOAT",
        'V' => "UNICODE",
        'g' => "GET",
        'p' => "PUT",
        0x81 => "NEWOBJ",
        0x92 => "NEWOBJ_EX",
        0x82 => "EXT1",
        0x83 => "EXT2",
        0x84 => "EXT4",
        0x8f => "EMPTY_SET",
        0x90 => "ADDITEMS",
        0x91 => "FROZENSET",
        _ => $"0x{opcode:x2}",
    };

    private bool Number(int opcode)
    {
        switch (opcode)
        {
            case 0x80:
                var protocol = _reader.Next();
                if (protocol > NewestProtocol) throw new InvalidDataException($"the pickle's protocol is {protocol}, {NewestProtocol} is the newest known");
                return true;
            case 0x95: _reader.Frame(); return true;
            case 'N': return Push(null);
            case 0x88: return Push(true);
            case 0x89: return Push(false);
            case 'K': return Push((long)_reader.Next());
            case 'M': return Push((long)_reader.Two());
            case 'J': return Push((long)_reader.Four());
            case 0x8a: return Push(_reader.Integer(1, "LONG1"));
            case 0x8b: return Push(_reader.Integer(4, "LONG4"));
            case 'G': return Push(_reader.Float());
            default: return false;
        }
    }

    private bool Text(int opcode) => opcode switch
    {
        'X' => Push(_reader.Text(4, "BINUNICODE")),
        0x8c => Push(_reader.Text(1, "SHORT_BINUNICODE")),
        0x8d => Push(_reader.Text(8, "BINUNICODE8")),
        'S' => Push(_reader.Line().Trim('\'', '"')),
        'U' => Push(_reader.Counted(1, "SHORT_BINSTRING")),
        'T' => Push(_reader.Counted(4, "BINSTRING")),
        'C' => Push(_reader.Counted(1, "SHORT_BINBYTES")),
        'B' => Push(_reader.Counted(4, "BINBYTES")),
        0x8e => Push(_reader.Counted(8, "BINBYTES8")),
        0x96 => Push(_reader.Counted(8, "BYTEARRAY8")),
        _ => false,
    };

    private bool Container(int opcode)
    {
        switch (opcode)
        {
            case '(': return Push(Mark);
            case '0': _ = Pop("POP"); return true;
            case '1': _ = ToMark("POP_MARK"); return true;
            case '2': return Push(Top("DUP"));
            case ')': return Push(new PickleList([], IsTuple: true));
            case 't': return Push(new PickleList(ToMark("TUPLE"), IsTuple: true));
            case 0x85 or 0x86 or 0x87: return Push(new PickleList(Last(opcode - 0x84), IsTuple: true));
            case ']': return Push(new PickleList([], IsTuple: false));
            case 'l': return Push(new PickleList(ToMark("LIST"), IsTuple: false));
            case '}': return Push(new PickleDict());
            case 'd': return Push(Filled(new PickleDict(), ToMark("DICT"), "DICT"));
            case 'a': return Extend(Last(1), "APPEND");
            case 'e': return Extend(ToMark("APPENDS"), "APPENDS");
            case 's': return Set(Last(2), "SETITEM");
            case 'u': return Set(ToMark("SETITEMS"), "SETITEMS");
            default: return false;
        }
    }

    private bool Memory(int opcode)
    {
        switch (opcode)
        {
            case 'q': _memo[_reader.Next()] = Top("BINPUT"); return true;
            case 'r': _memo[_reader.Unsigned()] = Top("LONG_BINPUT"); return true;
            case 0x94: _memo[_memo.Count] = Top("MEMOIZE"); return true;
            case 'h': return Recall(_reader.Next(), "BINGET");
            case 'j': return Recall(_reader.Unsigned(), "LONG_BINGET");
            default: return false;
        }
    }

    private bool Object(int opcode)
    {
        switch (opcode)
        {
            case 'c': return Push(PickleGlobals.Find(_reader.Line(), _reader.Line()));
            case 0x93:
                var named = Last(2);
                return Push(PickleGlobals.Find(named[0] as string ?? "?", named[1] as string ?? "?"));
            case 'R':
                var call = Last(2);
                return Push(TorchObjects.Make(call[0], call[1]));
            case 'b':
                var state = Pop("BUILD");
                if (Top("BUILD") is not PickleDict || state is not PickleDict) throw new InvalidDataException("BUILD sets the state of something that is no dict");
                return true;   // a module's _metadata: says nothing about tensors
            case 'Q': return Push(TorchObjects.Storage(Pop("BINPERSID")));
            default: return false;
        }
    }

    private bool Push(object? value)
    {
        _stack.Add(value);
        return true;
    }

    private object? Top(string opcode) => _stack.Count > 0 && _stack[^1] != Mark ? _stack[^1] : throw new InvalidDataException($"{opcode} finds nothing on the stack");

    private object? Pop(string opcode)
    {
        var value = Top(opcode);
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private List<object?> Last(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--) values[i] = Pop(count == 2 ? "SETITEM or REDUCE" : "TUPLE");
        return [.. values];
    }

    private List<object?> ToMark(string opcode)
    {
        var mark = _stack.LastIndexOf(Mark);
        if (mark < 0) throw new InvalidDataException($"{opcode} finds no mark on the stack");
        var values = _stack.GetRange(mark + 1, _stack.Count - mark - 1);
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private bool Recall(long index, string opcode) =>
        Push(_memo.TryGetValue(index, out var value) ? value : throw new InvalidDataException($"{opcode} asks for memo {index}, which was never put"));

    private bool Extend(List<object?> values, string opcode)
    {
        if (Top(opcode) is not PickleList { IsTuple: false } list) throw new InvalidDataException($"{opcode} is used on something that is no list");
        list.Items.AddRange(values);
        return true;
    }

    private bool Set(List<object?> values, string opcode)
    {
        if (Top(opcode) is not PickleDict dict) throw new InvalidDataException($"{opcode} is used on something that is no dict");
        Filled(dict, values, opcode);
        return true;
    }

    private static PickleDict Filled(PickleDict dict, List<object?> values, string opcode)
    {
        if (values.Count % 2 != 0) throw new InvalidDataException($"{opcode} finds a key without a value");
        for (var i = 0; i < values.Count; i += 2)
        {
            if (values[i] is not (string or long or bool or double or BigInteger)) throw new InvalidDataException($"{opcode} uses a key that is neither text nor number");
            dict.Set(values[i]!, values[i + 1]);   // checked on the line above
        }
        return dict;
    }
}
