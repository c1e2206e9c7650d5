using System.Buffers.Binary;
using System.Text;

namespace Steering.Data.Text;

/// <summary>What a piece of a SentencePiece vocabulary is for.</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>One entry of the vocabulary; its id is its place.</summary>
internal sealed record VocabularyPiece(string Text, float Score, PieceKind Kind);

/// <summary>A <c>tokenizer.model</c>: pieces in id order and the few settings that matter, read from its protocol buffer.</summary>
internal sealed class SentencePieceModel
{
    private const int PieceField = 1;
    private const int TrainerField = 2;
    private const int NormalizerField = 3;
    private const int BpeKind = 2;

    private readonly List<VocabularyPiece> _pieces = [];
    private readonly string _path;

    private SentencePieceModel(string path) => _path = path;

    public IReadOnlyList<VocabularyPiece> Pieces => _pieces;

    /// <summary>True if the characters a vocabulary lacks are written as bytes.</summary>
    public bool FallsBackToBytes { get; private set; }

    /// <summary>True if a space is put before a text.</summary>
    public bool AddsDummyPrefix { get; private set; } = true;

    public static SentencePieceModel Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist. Fetch the tokenizer, or correct the path.", path);
        var model = new SentencePieceModel(path);
        try
        {
            foreach (var (field, value, bytes) in Fields(File.ReadAllBytes(path)))
            {
                if (field == PieceField) model.AddPiece(bytes);
                else if (field == TrainerField) model.ReadTrainer(bytes);
                else if (field == NormalizerField) model.ReadNormalizer(bytes);
                _ = value;
            }
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or IndexOutOfRangeException or DecoderFallbackException or OverflowException)
        {
            throw new InvalidDataException($"{path}: it is no SentencePiece model, or it was cut. Fetch it again.", error);
        }
        if (model._pieces.Count == 0) throw new InvalidDataException($"{path}: it holds no pieces. Is it a SentencePiece model?");
        return model;
    }

    private void AddPiece(ReadOnlyMemory<byte> message)
    {
        var (text, score, kind) = ("", 0f, PieceKind.Normal);
        foreach (var (field, value, bytes) in Fields(message))
        {
            if (field == 1) text = Encoding.UTF8.GetString(bytes.Span);
            else if (field == 2) score = BitConverter.Int32BitsToSingle((int)value);
            else if (field == 3) kind = (PieceKind)value;
        }
        _pieces.Add(new VocabularyPiece(text, score, kind));
    }

    private void ReadTrainer(ReadOnlyMemory<byte> message)
    {
        var kind = 1L;   // unigram where nothing is said
        foreach (var (field, value, _) in Fields(message))
        {
            if (field == 3) kind = value;
            else if (field == 35) FallsBackToBytes = value != 0;
        }
        if (kind != BpeKind) throw new NotSupportedException($"{_path}: its model type is {kind}; byte-pair encoding ({BpeKind}) is what is read here.");
    }

    private void ReadNormalizer(ReadOnlyMemory<byte> message)
    {
        foreach (var (field, value, bytes) in Fields(message))
        {
            if (field == 2 && bytes.Length > 0) throw new NotSupportedException($"{_path}: it normalises its text; the identity is what is computed here.");
            if (field == 3) AddsDummyPrefix = value != 0;
            if (field == 4 && value != 0) throw new NotSupportedException($"{_path}: it removes spaces; a model that keeps them is what is read here.");
        }
    }

    /// <summary>The fields of a message: number, and its value or its bytes.</summary>
    private static IEnumerable<(int Field, long Value, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message.Span, ref at);
            switch (key & 7)
            {
                case 0:
                    yield return ((int)(key >> 3), Varint(message.Span, ref at), default);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = checked((int)Varint(message.Span, ref at));
                    yield return ((int)(key >> 3), 0, message.Slice(at, length));
                    at += length;
                    break;
                case 5:
                    yield return ((int)(key >> 3), BinaryPrimitives.ReadInt32LittleEndian(message.Span[at..]), default);
                    at += 4;
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(message), key & 7, "This wire type is not in use.");
            }
        }
    }

    private static long Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0L;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = bytes[at++];
            value |= (long)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
        throw new ArgumentOutOfRangeException(nameof(bytes), "A number has no end.");
    }
}
