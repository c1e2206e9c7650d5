namespace Steering.Data.IconWorld;

/// <summary>
/// Draws a word on what carries words: a board, a label, a price tag, a jersey and, for tests only, a badge; each in a hand of its own (stroke
/// width, slant, ink), in capitals on 48 pixels. A drawing of side 27 or more has letters of 7 pixels or more.
/// </summary>
internal static class Lettering
{
    private const float Side = Atlas.Cell;
    private const float Grid = 6;              // a letter is 4 units wide and 6 high
    private const float CapHeight = 14;        // pixels of the cell
    private const float TextWidth = 39;
    private const float MostAdvance = 12;
    private const float LetterShare = 0.72f;   // of an advance; the rest is space

    /// <summary>Capitals as strokes: points are two digits, column 0-4 and row 0-6 from the top; a space lifts the pen.</summary>
    private static readonly string[] s_letters =
    [
        "062046 1434", "06003041423303 3344453606", "4130100105163645", "00204244260600", "40000646 0333", "400006 0333", "41301001051636454323",
        "0006 4046 0343", "1030 2026 1636", "4045361605", "0006 400346", "000646", "0600244046", "06004640", "100105163645413010", "06003041423303",
        "100105163645413010 2446", "06003041423303 2346", "413010010213334445361605", "0040 2026", "000516364540", "002640", "0016233640", "0046 4006",
        "002340 2326", "00400646",
    ];

    private static readonly Hand[] s_hands =
    [
        new(Board, Stroke: 1.5f, Slant: 0, Plate: (245, 245, 240), Ink: (30, 35, 45)),
        new(Label, Stroke: 2.1f, Slant: 0, Plate: (40, 70, 120), Ink: (250, 250, 250)),
        new(Tag, Stroke: 1.3f, Slant: 0.2f, Plate: (250, 225, 130), Ink: (70, 35, 20)),
        new(Jersey, Stroke: 1.8f, Slant: 0, Plate: (200, 60, 60), Ink: (255, 245, 230)),
        new(Badge, Stroke: 1.7f, Slant: -0.15f, Plate: (225, 240, 225), Ink: (20, 80, 50)),
    ];

    /// <summary>RGBA pixels, Atlas.Cell × Atlas.Cell, of a word of the letters a-z in the hand of a style.</summary>
    public static byte[] Draw(string word, int style)
    {
        var hand = s_hands[style];
        var strokes = Strokes(word, hand.Slant);
        var pixels = new byte[Atlas.Cell * Atlas.Cell * 4];
        for (var y = 0; y < Atlas.Cell; y++)
        {
            for (var x = 0; x < Atlas.Cell; x++)
            {
                float px = x + 0.5f, py = y + 0.5f;
                var plate = Covered(hand.Shape(px, py));
                var ink = Covered(strokes.Min(stroke => stroke.Distance(px, py)) - (hand.Stroke / 2));
                var at = ((y * Atlas.Cell) + x) * 4;
                pixels[at] = Mixed(hand.Plate.R, hand.Ink.R, ink);
                pixels[at + 1] = Mixed(hand.Plate.G, hand.Ink.G, ink);
                pixels[at + 2] = Mixed(hand.Plate.B, hand.Ink.B, ink);
                pixels[at + 3] = (byte)(255 * plate);
            }
        }
        return pixels;
    }

    private static List<Stroke> Strokes(string word, float slant)
    {
        var advance = Math.Min(TextWidth / word.Length, MostAdvance);
        var (left, top) = ((Side - (advance * word.Length) + (advance * (1 - LetterShare))) / 2, (Side - CapHeight) / 2);
        var strokes = new List<Stroke>();
        for (var letter = 0; letter < word.Length; letter++)
        {
            if (word[letter] is < 'a' or > 'z') throw new ArgumentException($"'{word}' cannot be lettered: words of signs have the letters a to z.", nameof(word));
            foreach (var line in s_letters[word[letter] - 'a'].Split(' '))
            {
                (float X, float Y) At(int point)
                {
                    float u = line[point * 2] - '0', v = line[(point * 2) + 1] - '0';
                    return (left + (letter * advance) + (u / 4 * advance * LetterShare) + (slant * (0.5f - (v / Grid)) * CapHeight), top + (v / Grid * CapHeight));
                }
                for (var point = 1; point < line.Length / 2; point++) strokes.Add(new Stroke(At(point - 1), At(point)));
            }
        }
        return strokes;
    }

    // Shapes: pixels outside the outline, negative inside.

    private static float Board(float x, float y) => Box(x, y, 24, 24, 23, 15, round: 1);

    private static float Label(float x, float y) => Box(x, y, 24, 24, 23, 13, round: 10);

    private static float Tag(float x, float y)
    {
        var body = Box(x, y, 24, 24, 23, 13, round: 1);
        var point = (Math.Abs(y - 24) - (x * 1.6f) - 3) * 0.53f;   // the corners cut towards the left
        var hole = 1.6f - Length(x - 4, y - 24);
        return Math.Max(Math.Max(body, point), hole);
    }

    private static float Jersey(float x, float y)
    {
        var trunk = Box(x, y, 24, 27, 21, 18, round: 2);
        var sleeves = Box(x, y, 24, 14, 23.5f, 6, round: 3);
        var neck = 6 - Length(x - 24, y - 6);
        return Math.Max(Math.Min(trunk, sleeves), neck);
    }

    private static float Badge(float x, float y) => (Length((x - 24) / 23.5f, (y - 24) / 17) - 1) * 17;

    private static float Box(float x, float y, float centreX, float centreY, float halfWidth, float halfHeight, float round)
    {
        float dx = Math.Abs(x - centreX) - halfWidth + round, dy = Math.Abs(y - centreY) - halfHeight + round;
        return Length(Math.Max(dx, 0), Math.Max(dy, 0)) + Math.Min(Math.Max(dx, dy), 0) - round;
    }

    private static float Length(float x, float y) => MathF.Sqrt((x * x) + (y * y));

    private static float Covered(float distance) => Math.Clamp(0.5f - distance, 0, 1);

    private static byte Mixed(int plate, int ink, float share) => (byte)(plate + ((ink - plate) * share));

    private sealed record Hand(Func<float, float, float> Shape, float Stroke, float Slant, (int R, int G, int B) Plate, (int R, int G, int B) Ink);

    private readonly record struct Stroke((float X, float Y) From, (float X, float Y) To)
    {
        public float Distance(float x, float y)
        {
            float dx = To.X - From.X, dy = To.Y - From.Y;
            var along = Math.Clamp((((x - From.X) * dx) + ((y - From.Y) * dy)) / Math.Max((dx * dx) + (dy * dy), 1e-6f), 0, 1);
            return Length(x - From.X - (along * dx), y - From.Y - (along * dy));
        }
    }
}
