#!/usr/bin/env bash
# Restores and builds what has changed, then hands every argument to the host: ./build.sh --help
set -euo pipefail

root=${BASH_SOURCE[0]%/*}
[[ $root != "${BASH_SOURCE[0]}" ]] || root=.
root=$(cd "$root" && pwd)
artifacts=$root/.artifacts
host=$artifacts/bin/Build/release/Steering.Build.dll
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
[[ ${CI:-} != true ]] || export MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }

# What the command line wants built: the host alone, or every project.
scope=host
previous=
for argument in "$@"; do
    case $previous:$argument in
        --target:[Tt]est | -t:[Tt]est | *:--target=[Tt]est | --target:[Ff]ormat | -t:[Ff]ormat | *:--target=[Ff]ormat) scope=all ;;
    esac
    previous=$argument
done

# Runs a command with its output in a log; tells every 15 s that it still works, and shows the log's end if it fails.
quietly() {
    local label=$1 log=$artifacts/log/$2 started=$SECONDS told=$SECONDS job
    shift 2
    mkdir -p "${log%/*}"
    say "$label …"
    "$@" > "$log" 2>&1 < /dev/null 9>&- &   # without the lock: compilers that wait for more work would keep it
    job=$!
    while kill -0 "$job" 2> /dev/null; do
        sleep 0.2
        if ((SECONDS - told >= 15)); then
            told=$SECONDS
            say "$label … $((SECONDS - started)) s"
        fi
    done
    wait "$job" || return 1
    ((SECONDS - started < 5)) || say "$label: $((SECONDS - started)) s"
}

check_sdk() {
    command -v dotnet > /dev/null || fail "The .NET SDK is missing. Install version 10.0.100 or newer (https://dot.net/download) and run again."
    sdk=$(cd "$root" && dotnet --version 2> /dev/null) ||
        fail "No .NET SDK fits global.json (10.0.100 or newer); here are: $(dotnet --list-sdks | sed 's/ .*//' | paste -sd' ' -). Install one from https://dot.net/download and run again."
}

write_feed() {
    printf '<Project><PropertyGroup><ClosedFeed>%s</ClosedFeed></PropertyGroup></Project>\n' "$1" > "$artifacts/feed.props.new"
    mv "$artifacts/feed.props.new" "$artifacts/feed.props"
}

# Finds out once whether the feed serves the design's packages; CLOSED_FEED=true|false decides it by hand.
find_feed() {
    local known=
    [[ ! -f $artifacts/feed.props ]] || known=$(sed -n 's/.*<ClosedFeed>\(.*\)<\/ClosedFeed>.*/\1/p' "$artifacts/feed.props")
    case ${CLOSED_FEED:-} in
        true | false)
            [[ $known == "$CLOSED_FEED" ]] || write_feed "$CLOSED_FEED"
            closed=$CLOSED_FEED
            return ;;
        '') ;;
        *) fail "CLOSED_FEED is '$CLOSED_FEED'; it can be 'true' (stand-ins), 'false' (the packages) or unset (found out)." ;;
    esac
    if [[ -n $known ]]; then
        closed=$known
        return
    fi
    if ask_feed TorchSharp feed.log '<PackageReference Include="TorchSharp" Version="[0.106.0]" />'; then
        closed=false
        say "Feed: full. The build uses the packages themselves."
    elif grep -qE 'NU110[123]' "$artifacts/log/feed.log"; then
        closed=true
        say "Feed: closed (it has no TorchSharp 0.106.0). The build uses src/StandIns. CLOSED_FEED=false overrides."
    else
        tail -n 5 "$artifacts/log/feed.log" >&2
        fail "The package feed gives no answer (above). Mend the network or 'dotnet nuget list source', or set CLOSED_FEED=true|false."
    fi
    write_feed "$closed"
}

# Restores a project that needs one package and nothing else: ask_feed NAME LOG ITEM
ask_feed() {
    local probe=$artifacts/probe file answer=0
    mkdir -p "$probe"
    for file in Directory.Build.props Directory.Build.targets Directory.Packages.props; do echo '<Project />' > "$probe/$file"; done
    printf '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>%s</ItemGroup></Project>\n' "$3" > "$probe/Probe.csproj"
    quietly "Asking the package feed for $1" "$2" dotnet restore "$probe/Probe.csproj" || answer=1
    rm -rf "$probe"
    return $answer
}

# Asks once per SDK for the compiler with which the host starts faster (build/Precompile.targets); a feed without it costs nothing else.
find_precompiler() {
    local asked=$artifacts/precompiler.$sdk
    [[ ! -f $asked ]] || return 0
    ask_feed Crossgen2 precompiler.log '<PackageDownload Include="Microsoft.NETCore.App.Crossgen2.$(NETCoreSdkPortableRuntimeIdentifier)" Version="[$(BundledNETCoreAppPackageVersion)]" />' || :
    touch "$asked"
}

exists() { compgen -G "$1" > /dev/null; }

# The stand-in of TorchSharp is made on the system's libtorch, and needs its threaded BLAS and a C++ compiler. JPEG pictures, which published data
# sets are made of, are read by libjpeg-turbo; all else works without it.
find_native() {
    [[ $(uname -s) == Linux ]] || return 0
    local missing=() wanted=()
    exists '/usr/lib/*/libturbojpeg.so.0' || exists '/usr/lib*/libturbojpeg.so.0' || wanted+=(libturbojpeg0)
    if [[ $closed == true ]]; then
        exists '/usr/lib/*/libtorch_cpu.so' && exists '/usr/include/torch/script.h' || missing+=(libtorch-dev)
        exists '/usr/lib/*/openblas-pthread/libblas.so.3' || missing+=(libopenblas0-pthread)
        command -v g++ > /dev/null || missing+=(g++)
    fi
    if ((${#missing[@]})); then
        missing+=("${wanted[@]}")
        command -v apt-get > /dev/null || fail "Missing: ${missing[*]} (Debian's names). Install libtorch with its headers, OpenBLAS with threads and g++ by this system's packages."
        ((EUID == 0)) || fail "Missing system packages. Run: sudo apt-get install -y ${missing[*]}"
        quietly "Installing ${missing[*]}" apt.log install_packages "${missing[@]}" || {
            tail -n 5 "$artifacts/log/apt.log" >&2
            fail "apt-get could not install ${missing[*]} (above; all of it in $artifacts/log/apt.log). Mend it and run again."
        }
    elif ((${#wanted[@]})); then
        ((EUID == 0)) && command -v apt-get > /dev/null && quietly "Installing ${wanted[*]}" apt.log install_packages "${wanted[@]}" ||
            say "JPEG pictures cannot be read yet (libturbojpeg.so.0 is missing). Run: sudo apt-get install -y ${wanted[*]}"
    fi
    [[ $closed != true ]] || choose_blas
}

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y "$@" || { apt-get update && apt-get install -y "$@"; }
}

# Debian lets several BLAS libraries share one name; the reference one is some 30 times slower.
choose_blas() {
    local name folder
    for name in blas lapack; do
        for folder in /usr/lib/*/openblas-pthread; do
            local link=${folder%/openblas-pthread}/lib$name.so.3 arch
            [[ -e $link && $(readlink -f "$link") != "$folder"/* ]] || continue
            arch=${folder%/openblas-pthread}
            arch=${arch##*/}
            ((EUID == 0)) || fail "$link is not the threaded OpenBLAS. Run: sudo update-alternatives --set lib$name.so.3-$arch $folder/lib$name.so.3"
            update-alternatives --set "lib$name.so.3-$arch" "$folder/lib$name.so.3" > /dev/null
            say "Chose $folder/lib$name.so.3 as lib$name."
        done
    done
}

# True if anything that the build reads is newer than the last build. Times of change, not of modification: a copied file counts.
stale() {
    local stamp=$artifacts/built.$scope
    [[ -f $stamp && -f $host ]] || return 0
    local places=("$root"/{build,stages,src} "$root"/{Directory.Build.props,Directory.Build.targets,Directory.Packages.props,global.json,nuget.config,.editorconfig,BannedSymbols.txt} "$artifacts/feed.props")
    [[ $scope == host ]] || places+=("$root/tests" "$root/Pipeline.sln")
    [[ -n $(find "${places[@]}" -newercm "$stamp" -not -name '*.md' -print -quit 2>&1) ]]
}

build() {
    local project=$root/build/Build.csproj label="Building the host"
    [[ $scope == host ]] || { project=$root/Pipeline.sln label="Building every project"; }
    check_sdk
    find_feed
    find_native
    find_precompiler
    touch "$artifacts/built.next"
    rm -f "$artifacts/built.$scope"
    quietly "$label" build.log dotnet build "$project" --configuration Release --nologo --verbosity quiet -clp:NoSummary || {
        grep -E '(error|warning) [A-Z]+[0-9]+' "$artifacts/log/build.log" | sort -u | head -n 20 >&2 || tail -n 20 "$artifacts/log/build.log" >&2
        fail "The build failed (above; all of it in $artifacts/log/build.log)."
    }
    [[ $scope == host ]] || cp -p "$artifacts/built.next" "$artifacts/built.host"
    mv "$artifacts/built.next" "$artifacts/built.$scope"
}

[[ ${CLOSED_FEED:-} == '' ]] || { mkdir -p "$artifacts"; find_feed; }
if stale; then
    mkdir -p "$artifacts"
    exec 9> "$artifacts/build.lock"
    command -v flock > /dev/null && flock 9
    ! stale || build
    exec 9>&-
fi
exec dotnet exec "$host" "$@"
