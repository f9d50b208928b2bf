"""Writes reference.json: what mapclassify makes of the series below. See README.md."""

import json
import warnings
from pathlib import Path

import mapclassify
import numpy as np

warnings.simplefilter("ignore")  # numba is not installed; ties are told by the number of bins

# All but the first are made up.
SERIES = {
    "calemp": [float(value) for value in mapclassify.load_example()],
    # People per square kilometre of twelve regions.
    "twelve": [2.6, 5.1, 6.9, 25.7, 30.2, 46.6, 72.1, 115.8, 152.0, 222.4, 251.3, 353.9],
    # Ties, as counts by region have; in no order.
    "ties": [3, 0, 0, 1, 7, 0, 2, 1, 0, 12, 1, 3, 0, 2, 20, 0],
    # Below and above zero, with decimals: change in per cent.
    "negative": [-12.4, 3.3, 0.0, 8.9, -0.7, -5.5, 1.2, 14.6, -3.1, 2.2, -9.8, 6.4, -1.9, 4.7, 0.3],
    # A heavy tail: inverse squares, as in mapclassify's own tests.
    "inverse_squares": [number**-2.0 for number in range(1, 1000)],
}
MANUAL = {
    "calemp": [[20, 30], [10, 100, 1000]],
    "twelve": [[20, 80, 150, 300], [1, 50, 60, 300]],
    "ties": [[0, 2, 10]],
    "negative": [[-5, 0, 5]],
    "inverse_squares": [[0.001, 0.01]],
}
COUNTED = {
    "quantile": mapclassify.Quantiles,
    "equal_interval": mapclassify.EqualInterval,
    "fisher_jenks": mapclassify.FisherJenks,
    "pretty": mapclassify.PrettyBreaks,
}


def case(series, classes, made):
    return {
        "series": series,
        "classes": classes,
        "bins": [float(limit) for limit in made.bins],
        "counts": [int(count) for count in made.counts],
    }


def cases(name, values):
    values = np.array(values, dtype=float)
    for method, classifier in COUNTED.items():
        # Slow without numba, and the tail is the point of this series.
        if name == "inverse_squares" and method == "fisher_jenks":
            continue
        for count in range(2, 8):
            yield case(name, {"method": method, "count": count}, classifier(values, k=count))
    yield case(name, {"method": "head_tail"}, mapclassify.HeadTailBreaks(values))
    for limits in MANUAL[name]:
        yield case(name, {"method": "manual", "limits": limits}, mapclassify.UserDefined(values, limits))


series = {name: values for name, values in SERIES.items() if name != "calemp"}
made = [one for name, values in SERIES.items() for one in cases(name, values)]
lines = [
    f'{{"mapclassify": "{mapclassify.__version__}",',
    '"series": {',
    ",\n".join(f'  "{name}": {json.dumps(values)}' for name, values in series.items()),
    "},",
    '"cases": [',
    ",\n".join(f"  {json.dumps(one)}" for one in made),
    "]}",
]
Path(__file__).with_name("reference.json").write_text("\n".join(lines) + "\n")
