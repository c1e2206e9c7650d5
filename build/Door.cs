using Steering.Flow;

namespace Steering.Build;

/// <summary>The way in and out: refuses what nobody can do, and turns every error into one line and exit code 1.</summary>
public static class Door
{
    public const int Succeeded = 0;
    public const int Failed = 1;

    /// <summary>Checks the command line, then runs the host on it.</summary>
    /// <param name="run">Runs the host; anything but 0 is a failure that has been told already.</param>
    public static int Open(IReadOnlyList<string> args, Func<Options, int> run)
    {
        try
        {
            var arguments = Arguments.Parse(args);
            if (arguments.Has("help"))
            {
                HelpPage.Print(Console.Out);
                return Succeeded;
            }
            var options = Options.From(arguments);
            foreach (var target in options.Targets) _ = Nearest.Require(target, Targets.Names, "target");
            return run(options) == 0 ? Succeeded : Failed;
        }
        catch (FlowException error)
        {
            Speech.Error(error.Message);
            return Failed;
        }
    }
}
