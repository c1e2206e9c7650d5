using Steering.Data.Text;
using Steering.Models;

namespace Steering.Stages;

/// <summary>What differs between the paper's three scales.</summary>
/// <param name="Name">Of the zoo.</param>
/// <param name="Language">Card of the language model.</param>
/// <param name="Vision">Card of the vision tower.</param>
/// <param name="Micro">Conversations that one GPU reads together in tuning; 128 make a step.</param>
/// <param name="Prompts">Prompts that one GPU answers together, their keys and values beside the weights.</param>
/// <param name="HostGigabytes">Memory of the machine for one training, where the weights pass before they are on the GPU.</param>
public sealed record PaperScale(
    string Name, string Label, string Language, string Vision, ILanguageConfig LanguageShape, IVisionConfig VisionShape, ChatTemplate Template, int Micro, int Prompts, double HostGigabytes);
