using Steering.Benchmarks;

// Prints ratios against a stated peer of the same run; asserts nothing: machines are noisy.
switch (args)
{
    case ["steps"]:
        StepBenchmark.Run(Console.Out);
        return 0;
    case ["answers"]:
        AnswerRate.Run(Console.Out);
        return 0;
    case ["plan"]:
        await PlanTimes.RunAsync(Console.Out);
        return 0;
    case ["warm"]:
        await WarmRun.RunAsync(Console.Out);
        return 0;
    case ["tree", var folder, var stages]:   // what warm measures, in a process of its own
        return ToyTree.Run(folder, int.Parse(stages, System.Globalization.CultureInfo.InvariantCulture));
    case ["methods"]:
        MethodCost.Run(Console.Out);
        return 0;
    case ["prompts", var width, var layers]:
        PromptCost.Run(Console.Out, int.Parse(width, System.Globalization.CultureInfo.InvariantCulture), int.Parse(layers, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["flow"]:
        await StageOverhead.RunAsync(Console.Out);
        await UnchangedInputs.RunAsync(Console.Out);
        return 0;
    case ["serve"]:     // what flow measures, in processes of their own
        return await StageOverhead.ServeAsync();
    case ["nothing"]:
        return 0;
    default:
        Console.Error.WriteLine("usage: Benchmarks steps    a training step of the tiny language model, against python3-torch (Debian) in the same run");
        Console.Error.WriteLine("       Benchmarks answers  answers per second in batches, against the same model one question at a time");
        Console.Error.WriteLine("       Benchmarks plan    time to plan up-to-date graphs of 200, 1,000 and 10,000 stages");
        Console.Error.WriteLine("       Benchmarks warm    a whole up-to-date run through Cake, against Snakemake (Debian) in the same run");
        Console.Error.WriteLine("       Benchmarks flow    what the engine adds to a stage, inside the process and in a child; 20 GB of unchanged inputs checked again");
        Console.Error.WriteLine("       Benchmarks prompts WIDTH LAYERS  what steering adds to reading one prompt, paired on one model; 512 24 takes two minutes");
        Console.Error.WriteLine("       Benchmarks methods  what each tuning method costs in training and in reading a prompt, against the frozen model in the same run");
        return 2;
}
