using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Steering.Flow;

/// <summary>One instruction. <paramref name="Operand"/> is a token for <see cref="HasToken"/>, else the operand's bits.</summary>
internal readonly record struct Instruction(OpCode Code, long Operand, int[]? Targets)
{
    public bool HasToken => Code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineSig;
}

/// <summary>Cuts a method's bytes into instructions.</summary>
internal static class Il
{
    private static readonly OpCode[] Short = new OpCode[256];
    private static readonly OpCode[] Long = new OpCode[256];

    static Il()
    {
        foreach (var field in typeof(OpCodes).GetFields())
            if (field.GetValue(null) is OpCode code)
                (code.Size == 1 ? Short : Long)[code.Value & 0xff] = code;
    }

    public static List<Instruction> Read(MethodBodyBlock body)
    {
        var reader = body.GetILReader();
        var read = new List<Instruction>(reader.Length / 3);
        while (reader.RemainingBytes > 0)
        {
            var first = reader.ReadByte();
            var code = first == 0xfe ? Long[reader.ReadByte()] : Short[first];
            read.Add(code.OperandType == OperandType.InlineSwitch ? new Instruction(code, 0, Targets(ref reader)) : new Instruction(code, Operand(ref reader, code.OperandType), null));
        }
        return read;
    }

    private static long Operand(ref BlobReader reader, OperandType type) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI => reader.ReadSByte(),
        OperandType.ShortInlineVar => reader.ReadByte(),
        OperandType.InlineVar => reader.ReadUInt16(),
        OperandType.InlineI8 or OperandType.InlineR => reader.ReadInt64(),
        OperandType.ShortInlineR => reader.ReadInt32(),
        _ => reader.ReadInt32(),
    };

    private static int[] Targets(ref BlobReader reader)
    {
        var targets = new int[reader.ReadInt32()];
        for (var index = 0; index < targets.Length; index++) targets[index] = reader.ReadInt32();
        return targets;
    }
}
