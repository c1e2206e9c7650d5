namespace Steering.Stages;

// What artifacts hold. The types carry no members: they keep a stage from being handed the wrong thing.

/// <summary>A drawing atlas with its concept tables, as committed.</summary>
public sealed class Atlas;

/// <summary>A data set in its own published on-disk format, images included.</summary>
public sealed class Raw;

/// <summary>datasets/*/card.md: what a data set or checkpoint is, where it comes from, how it is checked.</summary>
public sealed class Card;

/// <summary>What was fetched from where, as CSV: path, bytes, sha256.</summary>
public sealed class Receipt;

/// <summary>Canonical Parquet rows (<see cref="Data.Sample"/>).</summary>
public sealed class Shards;

/// <summary>A tokenizer.json.</summary>
public sealed class Vocabulary;

/// <summary>A language model folder: config.json and model.safetensors.</summary>
public sealed class LanguageModel;

/// <summary>A vision tower folder: config.json and model.safetensors.</summary>
public sealed class VisionTower;

/// <summary>Visual features [images, visual tokens, width] as safetensors, image names in its metadata.</summary>
public sealed class Features;

/// <summary>Weights of a connector, or of whatever a tuning method trains, as one self-describing safetensors file.</summary>
public sealed class Weights;

/// <summary>Training curve as CSV.</summary>
public sealed class RunLog;

/// <summary>Answer lines as JSON lines: question id and text.</summary>
public sealed class Answers;

/// <summary>A file for a benchmark's server, in its form.</summary>
public sealed class Submission;

/// <summary>A judge's verdicts on answers as JSON lines.</summary>
public sealed class Judgements;

/// <summary>Per-item scores and their sum as JSON.</summary>
public sealed class Scores;

/// <summary>What answers attend to, as JSON lines.</summary>
public sealed class Maps;

/// <summary>Losses around a tuned model as CSV: pair of directions, step along each, loss.</summary>
public sealed class Losses;

/// <summary>What a question about a picture asks of it, and which of its visual tokens show it, as JSON lines.</summary>
public sealed class Spots;
/// <summary>What models' answers took, as CSV (<see cref="Timings"/>).</summary>
public sealed class Times;

/// <summary>A small set of named numbers as JSON.</summary>
public sealed class Figures;

public sealed class Csv;

public sealed class Markdown;

public sealed class Svg;
