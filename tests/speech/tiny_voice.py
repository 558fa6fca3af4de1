"""A voice for piper that hums: a real model with a real configuration, a few kilobytes large.

Each phoneme becomes a note; a little noise is added, as real voices add some, so that a test can
see whether the same sentence comes out the same.
"""

import json
from pathlib import Path

RATE = 22_050
SAMPLES = 1100
"""Samples of one phoneme id, at a length scale of 1."""


def write_voice(folder: Path, name: str = "en_US-hum-medium", *, speakers: int = 1) -> Path:
    """Write NAME.onnx and NAME.onnx.json; returns the path of the first."""
    import onnx

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    onnx.save(make_model(speakers), path)
    language, _, quality = name.split("-")
    config = {
        "audio": {"sample_rate": RATE, "quality": quality},
        "espeak": {"voice": language.split("_")[0]},
        "language": {"code": language},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": phoneme_ids(),
        "num_symbols": 256,
        "num_speakers": speakers,
        "speaker_id_map": {f"number {n}": n for n in range(speakers)} if speakers > 1 else {},
    }
    path.with_name(f"{path.name}.json").write_text(json.dumps(config), "utf-8")
    return path


def phoneme_ids() -> dict[str, list[int]]:
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

    return {phoneme: list(ids) for phoneme, ids in DEFAULT_PHONEME_ID_MAP.items()}


def make_model(speakers: int):
    """input [1, n], input_lengths [1], scales [3] (and sid [1]) -> audio [1, 1, n * samples]."""
    from onnx import TensorProto, checker, helper

    def constant(name, value, kind=TensorProto.FLOAT, shape=()):
        values = value if isinstance(value, list) else [value]
        tensor = helper.make_tensor(name, kind, shape, values)
        return helper.make_node("Constant", [], [name], value=tensor)

    whole = TensorProto.INT64
    node = helper.make_node
    nodes = [
        constant("one", [1], whole, (1,)),
        constant("zero_d", 0, whole),
        constant("one_d", 1, whole),
        constant("flat", [-1], whole, (1,)),
        constant("samples", [float(SAMPLES)], shape=(1,)),
        constant("step", 6.2832 * 12 / RATE),
        constant("base", [8.0], shape=(1,)),
        constant("volume", 0.25),
        constant("hiss", 0.02),
        # how many samples each id gets
        node("Gather", ["scales", "one"], ["length_scale"]),
        node("Mul", ["samples", "length_scale"], ["each_float"]),
        node("Cast", ["each_float"], ["each"], to=whole),
        # the note of each id, repeated that often
        node("Squeeze", ["input", "batch"], ["ids"]),
        constant("batch", [0], whole, (1,)),
        node("Cast", ["ids"], ["ids_float"], to=TensorProto.FLOAT),
        node("Add", ["ids_float", "note_base"], ["notes"]),
        node("Unsqueeze", ["notes", "one"], ["column"]),
        node("Concat", ["one", "each"], ["wide"], axis=0),
        node("Expand", ["column", "wide"], ["spread"]),
        node("Reshape", ["spread", "flat"], ["note"]),
        # a sine of that note, with a little noise
        node("Size", ["note"], ["total"]),
        node("Range", ["zero_d", "total", "one_d"], ["steps"]),
        node("Cast", ["steps"], ["time"], to=TensorProto.FLOAT),
        node("Mul", ["time", "step"], ["radians"]),
        node("Mul", ["radians", "note"], ["phase"]),
        node("Sin", ["phase"], ["sine"]),
        node("Mul", ["sine", "volume"], ["clean"]),
        node("RandomNormalLike", ["clean"], ["noise"]),
        node("Mul", ["noise", "hiss"], ["soft"]),
        node("Add", ["clean", "soft"], ["mono"]),
        node("Unsqueeze", ["mono", "axes"], ["output"]),
        constant("axes", [0, 1], whole, (2,)),
    ]
    inputs = [
        helper.make_tensor_value_info("input", whole, [1, "n"]),
        helper.make_tensor_value_info("input_lengths", whole, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", whole, [1]))
        nodes += [
            node("Cast", ["sid"], ["speaker"], to=TensorProto.FLOAT),
            constant("apart", [5.0], shape=(1,)),
            node("Mul", ["speaker", "apart"], ["higher"]),
            node("Add", ["base", "higher"], ["note_base"]),
        ]
    else:
        nodes.append(node("Identity", ["base"], ["note_base"]))
    ordered = [one for one in nodes if one.op_type == "Constant"]
    ordered += [
        one for one in nodes if "note_base" in one.output or one.output[0] in {"speaker", "higher"}
    ]
    ordered += [one for one in nodes if one not in ordered]
    outputs = [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, "t"])]
    graph = helper.make_graph(ordered, "hum", inputs, outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    return model
