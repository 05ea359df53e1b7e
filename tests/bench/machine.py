"""What the figures were measured on."""
import os
import platform
import re
import subprocess


def first_line(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split("\n")[0]
    except OSError:
        return ""


def field(path, pattern):
    with open(path, encoding="utf-8", errors="replace") as file:
        found = re.search(pattern, file.read(), re.M)
    return found.group(1).strip().strip('"') if found else ""


def load():
    return round(os.getloadavg()[0], 2)


def describe(scratch):
    flags = field("/proc/cpuinfo", r"^flags\s*: (.*)$").split()
    return {
        "processor": field("/proc/cpuinfo", r"^model name\s*: (.*)$") or platform.machine(),
        "hypervisor": "virtual" if "hypervisor" in flags else "none",
        "cores": os.cpu_count(),
        "memory": f"{int(field('/proc/meminfo', r'^MemTotal: *([0-9]+)')) // 1048576} GiB",
        "kernel": platform.release(),
        "system": field("/etc/os-release", r"^PRETTY_NAME=(.*)$"),
        "compiler": first_line("gcc", "--version"),
        "libc": " ".join(platform.libc_ver()),
        "files": first_line("stat", "-f", "-c", "%T", scratch),
    }
