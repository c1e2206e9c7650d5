using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;
using Steering.Build;

// A stage in a process of its own pays for no Cake; a person at the door gets the host.
return args is [ChildDoor.Option, ..]
    ? await ChildDoor.RunAsync(args)
    : Door.Open(args, options => new CakeHost()
        .ConfigureServices(services => services.AddSingleton(options).AddSpeech())
        .UseContext<BuildContext>()
        .Run(options.ForCake));
