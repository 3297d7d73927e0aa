"""The files of a project that import one another, and what a library's name stands for."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from loopwise.errors import LoopwiseError
from loopwise.program.flow.events import Frame
from loopwise.program.objects.scopes import Scope
from loopwise.program.objects.torch_table import LOSS_KINDS, OPERATIONS, words
from loopwise.program.objects.values import Const, External, ModuleFile, Unknown, Value
from loopwise.program.source.files import read_text, shown
from loopwise.program.source.parsing import parse, syntax_place, why_unparsed
from loopwise.program.source.sources import Source
from loopwise.records import NotFollowed, Place

if TYPE_CHECKING:
    from loopwise.program.evaluator.machine import Machine

_MOST_TEXT = 600_000  # characters brought in for one program; a larger project's rest stays unknown
_CLIMB = 3  # folders above the program that may be the import root
_LIBRARIES = words(
    "torch torchvision torchaudio numpy pandas sklearn scipy matplotlib tqdm transformers accelerate "
    "lightning timm PIL cv2 wandb datasets tensorflow keras jax"
)


class Project:
    """Where the program lies (`entry`, None for text without a file), and which files it has brought in."""

    def __init__(self, entry: Path | None) -> None:
        self.entry = entry
        self.files: dict[Path, ModuleFile] = {}
        self.sources: dict[str, Source] = {}
        self._brought = 0  # characters of them
        # asked once for every name that is imported
        self._found: dict[tuple[str, str, int], Path | None] = {}
        self._roots: dict[Path, list[Path]] = {}
        self._holding: dict[tuple[Path, str], list[Path]] = {}

    def imported(self, machine: Machine, whole: str, full: str) -> Value:
        """Return what `import full` binds: a file of the project, or a library's name."""
        path = self._find(machine, full, 0)
        if path is None:
            return External(full if whole == full else whole)
        if whole == full:
            return self._load(machine, path)
        package = self._find(machine, whole, 0)
        if package is None:
            return ModuleFile(Scope(path=str(path.parent / "__init__.py")))
        return self._load(machine, package)

    def imported_from(self, machine: Machine, module: str, name: str, level: int) -> Value:
        """Return what `from module import name` binds."""
        path = self._find(machine, module, level)
        if path is not None:
            return self.member(machine, self._load(machine, path), name) or Unknown()
        whole = f"{module}.{name}" if module else name
        inside = self._find(machine, whole, level)  # of a package without __init__
        if inside is not None:
            return self._load(machine, inside)
        return Unknown() if level else External(f"{module}.{name}")

    def member(self, machine: Machine, owner: ModuleFile, name: str) -> Value | None:
        """Return a name of an imported file, or a file of an imported package."""
        value = owner.scope.table.get(name)
        if isinstance(value, Value):
            return value
        is_package = owner.scope.path.endswith("__init__.py")
        inside = _module_at(Path(owner.scope.path).parent / name) if is_package else None
        if inside is not None:
            return self._load(machine, inside)
        for library in owner.scope.stars:
            if starred := self.starred(library, name):
                return External(starred)
        return None

    def star(self, machine: Machine, module: str, level: int) -> None:
        """Bring what `from module import *` brings."""
        path = self._find(machine, module, level)
        if path is None:
            machine.scope.file.stars.append(module)
            return
        brought = self._load(machine, path).scope
        for name, value in brought.table.items():
            if not name.startswith("_"):
                machine.journal.write(machine.scope.table, name, value)
        machine.scope.file.stars += brought.stars

    def starred(self, library: str, name: str) -> str | None:
        """Return the full name that a star import of a library gives, if the library has it."""
        if library == "torch.nn.functional":
            known = name in OPERATIONS or name in LOSS_KINDS
        elif library == "torch":
            known = name in OPERATIONS or name in ("nn", "optim", "utils", "no_grad", "Tensor")
        else:
            known = library.startswith("torch.") and name[:1].isupper()
        return f"{library}.{name}" if known else None

    def _load(self, machine: Machine, path: Path) -> ModuleFile:
        """Read an imported file once; one that is being read already gives what it has so far."""
        if path in self.files:
            return self.files[path]
        scope = Scope(path=str(path))
        scope.table["__name__"] = Const(path.stem)
        file = self.files[path] = ModuleFile(scope)
        source = _parsed(path, shown(path), path.stat().st_mtime_ns)
        if isinstance(source, NotFollowed):
            machine.notes.append(source)
            return file
        self.sources[source.path] = source
        self._brought += len(source.text)
        with machine.reading(source, Frame(None, scope, None, len(machine.loops))):
            machine.run(source.tree.body)
        return file

    def _find(self, machine: Machine, module: str, level: int) -> Path | None:
        """Return the file of a dotted module, if it belongs to the project."""
        if self.entry is None or self._brought > _MOST_TEXT or (not level and _is_a_library(module)):
            return None
        key = machine.scope.file.path, module, level
        if key not in self._found:
            self._found[key] = self._search(Path(machine.scope.file.path or self.entry).parent, module, level)
        return self._found[key]

    def _search(self, here: Path, module: str, level: int) -> Path | None:
        """Look for a module's file: from `here` with dots in front, else where an import may begin."""
        parts = module.split(".") if module else []
        if level:
            for _ in range(level - 1):
                here = here.parent
            return _module_at(here.joinpath(*parts))
        if not parts:
            return None
        roots = self._roots_with(here, parts[0])
        return next((found for root in roots if (found := _module_at(root.joinpath(*parts)))), None)

    def _roots_with(self, here: Path, package: str) -> list[Path]:
        """Return the folders among those that hold a package, or a file of that name: asked once for a folder."""
        if (here, package) not in self._holding:
            roots = self._roots_from(here)
            self._holding[here, package] = [root for root in roots if _holds(root, package)]
        return self._holding[here, package]

    def _roots_from(self, here: Path) -> list[Path]:
        """Return where an import may begin: in `here`, beside the program, above it, and in a `src` there."""
        assert self.entry is not None
        if here not in self._roots:
            roots = [here, self.entry.parent, *list(self.entry.parent.parents)[:_CLIMB]]
            roots = [root for root in dict.fromkeys(roots) if root.name != "site-packages"]
            self._roots[here] = roots + [root / "src" for root in roots if (root / "src").is_dir()]
        return self._roots[here]


def _is_a_library(module: str) -> bool:
    top = module.partition(".")[0]
    return top in _LIBRARIES or top in sys.stdlib_module_names


@lru_cache(maxsize=512)  # neighbours import the same files: parsing them again was 80 % of the time
def _parsed(path: Path, name: str, changed: int) -> Source | NotFollowed:
    """Return a file's tree, or why there is none. `changed` is part of the key: an edited file is read again."""
    text = ""
    try:
        text = read_text(path, name)
        return Source(name, text, parse(text))
    except LoopwiseError as problem:
        return NotFollowed(problem.place or Place(name), str(problem.message))
    except SyntaxError as problem:
        return NotFollowed(syntax_place(problem, name), why_unparsed(problem, text))


def _holds(root: Path, package: str) -> bool:
    return (root / package).is_dir() or (root / f"{package}.py").is_file()


def _module_at(path: Path) -> Path | None:
    package = path / "__init__.py"
    if package.is_file():
        return package
    file = path.with_name(path.name + ".py") if path.name else path
    return file if file.is_file() else None
