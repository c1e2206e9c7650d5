using Steering.Data.IconWorld;

namespace Steering.Data.Sources.Tasks;

/// <summary>Questions about COCO photos: VQAv2 with its request for a short answer and the most common answer, OK-VQA bare with one annotator's answer.</summary>
internal static class VqaTask
{
    private const string ShortAnswer = " Answer the question using a single word or phrase.";

    public static IReadOnlyList<TaskItem> ReadVqaV2(string folder, TaskSplit split, bool requests)
    {
        var request = requests ? ShortAnswer : "";
        if (split == TaskSplit.Eval)
        {
            return
            [
                .. VqaV2Files.ReadTest(Path.Combine(folder, "v2_OpenEnded_mscoco_test2015_questions.json"))
                    .Select(sample => Item(sample.Id, $"coco/{VqaV2Files.TestSubtype}/{sample.Image}", sample.Turns[0].Question + request, "")),
            ];
        }
        var samples = VqaV2Files.Read(Path.Combine(folder, "v2_OpenEnded_mscoco_train2014_questions.json"), Path.Combine(folder, "v2_mscoco_train2014_annotations.json"), dataSubtype: "train2014");
        return [.. samples.Select(sample => Item(sample.Id, Train2017(sample), sample.Turns[0].Question + request, sample.Turns[0].Answer))];
    }

    public static IReadOnlyList<TaskItem> ReadOkVqa(string folder, TaskSplit split, Chance chance)
    {
        var subtype = split == TaskSplit.Train ? "train2014" : "val2014";
        var samples = VqaV2Files.Read(Path.Combine(folder, $"OpenEnded_mscoco_{subtype}_questions.json"), Path.Combine(folder, $"mscoco_{subtype}_annotations.json"), dataSubtype: subtype);
        return
        [
            .. samples.Select(sample => Item(
                sample.Id, split == TaskSplit.Train ? Train2017(sample) : $"coco/{subtype}/{sample.Image}", sample.Turns[0].Question, chance.Pick(sample.Answers))),
        ];
    }

    // LLaVA's mixture keeps COCO's training photos under their 2017 names: twelve digits alone.
    private static string Train2017(Sample sample) => "coco/train2017/" + sample.Image![(sample.Image!.LastIndexOf('_') + 1)..];

    private static TaskItem Item(string id, string image, string question, string answer) => TaskData.Item(id, image, question, answer, image);
}
