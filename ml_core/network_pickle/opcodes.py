"""The 43 opcodes that network files of protocols 2 to 5 are made of, by the names that `pickletools` gives them."""

from __future__ import annotations

import pickletools
from collections.abc import Callable

from ml_core.network_pickle import calls, limits
from ml_core.network_pickle.machine import Machine
from ml_core.network_pickle.source import Kind, Source, describe

CONSTANTS: dict[str, object] = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False, "EMPTY_TUPLE": ()}
NUMBERS = {"BININT": "<i", "BININT1": "<B", "BININT2": "<H", "BINFLOAT": ">d"}
LONG_NUMBERS = {"LONG1": "<B", "LONG4": "<i"}
STRINGS = {
    "SHORT_BINSTRING": ("<B", Kind.STRING),
    "BINSTRING": ("<i", Kind.STRING),
    "SHORT_BINBYTES": ("<B", Kind.BYTES),
    "BINBYTES": ("<I", Kind.BYTES),
    "BINBYTES8": ("<Q", Kind.BYTES),
    "BYTEARRAY8": ("<Q", Kind.BYTES),
    "SHORT_BINUNICODE": ("<B", Kind.TEXT),
    "BINUNICODE": ("<I", Kind.TEXT),
    "BINUNICODE8": ("<Q", Kind.TEXT),
}
SHORT_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
PUTS = {"BINPUT": "<B", "LONG_BINPUT": "<I"}
GETS = {"BINGET": "<B", "LONG_BINGET": "<I"}

# Sizes of static kwargs and dims of arrays; 64 bits hold any.
MAX_INTEGER_BYTES = 8


def run(source: Source) -> object:
    """Reads the whole file; returns the one value it describes, made of what `Machine` lists.

    Raises:
        WeightsRefused: an opcode, a name or an amount that such a file doesn't need, or the file breaks off.
    """
    machine = Machine(source)
    for _ in range(limits.MAX_OPCODES):
        source.opcode_at = source.position
        code = chr(source.take(1)[0])
        if code == STOP:
            return machine.finish()
        action = _ACTIONS.get(code)
        if action is None:
            raise source.refuse(f"{_name(code)} has no place in a network file")
        action(machine)
    raise source.refuse(f"it has more than {limits.MAX_OPCODES:,} opcodes")


def _name(code: str) -> str:
    names = [f"the opcode {opcode.name}" for opcode in pickletools.opcodes if opcode.code == code]
    return names[0] if names else f"the byte 0x{ord(code):02x}, which is no opcode,"


def _protocol(machine: Machine) -> None:
    """`first_bytes` has checked the one at the file's start."""
    if machine.source.opcode_at:
        raise machine.source.refuse("a second pickle begins inside the first")
    machine.source.take(1)


def _frame(machine: Machine) -> None:
    """Frames only say how much to read ahead, and nothing is read ahead here."""
    length, source = machine.source.count("<Q"), machine.source
    if length > source.size - source.position:
        raise source.refuse(f"a frame of {length:,} bytes is announced, but the file ends too early for it")


def _constant(value: object) -> Callable[[Machine], None]:
    return lambda machine: machine.push(value)


def _number(layout: str) -> Callable[[Machine], None]:
    return lambda machine: machine.push(machine.source.number(layout))


def _long_number(layout: str) -> Callable[[Machine], None]:
    def action(machine: Machine) -> None:
        length = machine.source.count(layout)
        if length > MAX_INTEGER_BYTES:
            raise machine.source.refuse(f"an integer has {length:,} bytes, more than the {MAX_INTEGER_BYTES} expected")
        machine.push(int.from_bytes(machine.source.take(length), "little", signed=True))

    return action


def _string(layout: str, kind: Kind) -> Callable[[Machine], None]:
    def action(machine: Machine) -> None:
        length = machine.source.count(layout)
        machine.push(machine.source.step_over(length, kind))

    return action


def _short_tuple(count: int) -> Callable[[Machine], None]:
    return lambda machine: machine.push(machine.pop_many(count))


def _put(layout: str) -> Callable[[Machine], None]:
    return lambda machine: machine.remember(machine.source.count(layout))


def _get(layout: str) -> Callable[[Machine], None]:
    return lambda machine: machine.recall(machine.source.count(layout))


def _append(machine: Machine, items: list[object]) -> None:
    target = machine.top()
    if not isinstance(target, list):
        raise machine.source.refuse(f"it appends to {describe(target)} instead of a list")
    target.extend(items)


def _set_items(machine: Machine, items: list[object]) -> None:
    """Keys are text: others, such as nested tuples, can take forever to hash."""
    target, source = machine.top(), machine.source
    if not isinstance(target, dict):
        raise source.refuse(f"it sets items of {describe(target)} instead of a dict")
    if len(items) % 2:
        raise source.refuse("a dict's last key has no value")
    for key, value in zip(items[::2], items[1::2], strict=True):
        name = source.text(key, what="a dict's key", max_bytes=limits.MAX_NAME)
        if name in target:
            raise source.refuse(f"a dict has the key {name!a} twice")
        target[name] = value


def _set_item(machine: Machine) -> None:
    _set_items(machine, list(machine.pop_many(2)))


def _global(machine: Machine) -> None:
    module, name = machine.source.line(), machine.source.line()
    machine.push(calls.find(machine.source, module, name))


def _stack_global(machine: Machine) -> None:
    module, name = (
        machine.source.text(item, what="a global's name", max_bytes=limits.MAX_NAME) for item in machine.pop_many(2)
    )
    machine.push(calls.find(machine.source, module, name))


def _reduce(machine: Machine) -> None:
    callee, arguments = machine.pop_many(2)
    machine.push(calls.call(machine.source, callee, arguments))


def _new_object(machine: Machine) -> None:
    callee, arguments = machine.pop_many(2)
    machine.push(calls.create(machine.source, callee, arguments))


def _build(machine: Machine) -> None:
    state = machine.pop()
    calls.build(machine.source, machine.top(), state)


_BY_NAME: dict[str, Callable[[Machine], None]] = {
    "PROTO": _protocol,
    "FRAME": _frame,
    "MARK": Machine.set_mark,
    **{name: _constant(value) for name, value in CONSTANTS.items()},
    **{name: _number(layout) for name, layout in NUMBERS.items()},
    **{name: _long_number(layout) for name, layout in LONG_NUMBERS.items()},
    **{name: _string(layout, kind) for name, (layout, kind) in STRINGS.items()},
    "TUPLE": lambda machine: machine.push(tuple(machine.pop_to_mark())),
    **{name: _short_tuple(count) for name, count in SHORT_TUPLES.items()},
    "EMPTY_LIST": lambda machine: machine.push([]),
    "APPEND": lambda machine: _append(machine, [machine.pop()]),
    "APPENDS": lambda machine: _append(machine, machine.pop_to_mark()),
    "EMPTY_DICT": lambda machine: machine.push({}),
    "SETITEM": _set_item,
    "SETITEMS": lambda machine: _set_items(machine, machine.pop_to_mark()),
    **{name: _put(layout) for name, layout in PUTS.items()},
    "MEMOIZE": Machine.remember_next,
    **{name: _get(layout) for name, layout in GETS.items()},
    "GLOBAL": _global,
    "STACK_GLOBAL": _stack_global,
    "REDUCE": _reduce,
    "NEWOBJ": _new_object,
    "BUILD": _build,
}

_CODES = {opcode.name: opcode.code for opcode in pickletools.opcodes}
_ACTIONS = {_CODES[name]: action for name, action in _BY_NAME.items()}
STOP = _CODES["STOP"]
