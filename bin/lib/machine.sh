# What this machine must have. Sourced by the commands beside this folder, with the repository as working directory.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1
# Builds leave no process behind that keeps memory and files.
export MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Installs the Debian packages named, as root or by sudo; says which are lacking where neither may.
install() {
    local as=()
    if [ "$(id -u)" != 0 ]; then
        { has sudo && sudo -n true 2>/dev/null; } || die "Missing here: $*. Install them (apt-get install $*), or run this as root or with sudo."
        as=(sudo -n)
    fi
    has apt-get || die "Missing here: $*. There is no apt-get to install them with; please install them yourself."
    say "Installing $* ..."
    mkdir -p artifacts
    {
        "${as[@]}" apt-get update -q
        "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
    } >artifacts/install.log 2>&1 </dev/null || { tail -20 artifacts/install.log >&2; die "Could not install $*."; }
}

need_dotnet() {
    local wanted
    wanted=$(sed -n 's/.*"version": *"\([0-9]*\)\..*/\1/p' global.json | head -1)
    has dotnet || die "The .NET SDK $wanted is missing: https://dotnet.microsoft.com/download"
    dotnet --version >/dev/null 2>&1 || die "This needs the .NET SDK $wanted; here are: $(dotnet --list-sdks | cut -d' ' -f1 | xargs)"
}

# The bundler runs on Node.js 18 and newer: what Debian 12 and Ubuntu 24.04 have.
need_node() {
    local packages=()
    has node || packages+=(nodejs)
    has npm || packages+=(npm)
    [ ${#packages[@]} = 0 ] || install "${packages[@]}"
    local major
    major=$(node -p 'process.versions.node.split(".")[0]')
    [ "$major" -ge 18 ] || die "Node.js $(node --version) is too old: 18 or newer is needed, and this system's packages have no newer one (https://nodejs.org)."
}

# Fetches the web toolchain when the lock file has changed since the last time.
need_web_packages() {
    local stamp=web/node_modules/.usher now
    now=$(cat web/package.json web/package-lock.json | sha256sum)
    [ "$(cat "$stamp" 2>/dev/null)" != "$now" ] || return 0
    say "Fetching the web toolchain ..."
    mkdir -p artifacts
    (cd web && npm ci --no-audit --no-fund) >artifacts/npm.log 2>&1 </dev/null || { tail -20 artifacts/npm.log >&2; die "npm ci failed."; }
    printf '%s\n' "$now" >"$stamp"
}

# Stands for the sources as they are: names, sizes and times.
sources() {
    find "$@" \( -name node_modules -o -name dist -o -name obj \) -prune -o -type f -printf '%p %s %T@\n' | sort | sha256sum
}
