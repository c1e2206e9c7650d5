namespace Steering.Data.IconWorld;

/// <summary>One drawing in a scene: number of the concept in its world, style, top left corner and side in pixels, and paint, if painted.</summary>
public sealed record SceneObject(int Concept, int Style, int X, int Y, int Size, Paint? Paint)
{
    public double CentreX => X + (Size / 2.0);

    public double CentreY => Y + (Size / 2.0);
}

/// <summary>
/// A scene's record, the only source of pixels, captions, questions and answers: background, seed of gradient and noise (63 bits, as JSON readers like it), objects in the
/// order in which they are drawn.
/// </summary>
public sealed record Scene(int Background, ulong Seed, IReadOnlyList<SceneObject> Objects);
