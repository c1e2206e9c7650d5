namespace Steering.Tensors;

/// <summary>How many tokens the parts of a conversation have, a picture being one: what rules that count tokens instead of finding them go by.</summary>
/// <param name="Prompt">From the start to the end of the first question and the space behind it.</param>
/// <param name="Question">The first question alone, encoded by itself.</param>
/// <param name="Images">Pictures in the first question.</param>
/// <param name="All">The whole conversation as it is read: with its answers in training, without the last one when it is to be generated.</param>
public readonly record struct TokenCounts(int Prompt, int Question, int Images, int All);
