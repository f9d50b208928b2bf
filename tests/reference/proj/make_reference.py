"""Writes laea.csv: Lambert azimuthal equal-area coordinates by PROJ (PyPI pyproj)."""
import csv
import pyproj

CENTRES = [(29, -8), (32, -6), (39, 35), (50.6, 4.7), (12.5, 122), (45, 21), (-30, 179)]
OFFSETS = [(0, 0), (0.5, 0.5), (-4.588, 0.389), (1.847, 5.203), (-8, -9), (8, 9), (-6, 14), (11, -13), (-2.2, 30)]

print("PROJ", pyproj.proj_version_str, "pyproj", pyproj.__version__)
with open("laea.csv", "w", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["centre_latitude", "centre_longitude", "latitude", "longitude", "x_metres", "y_metres"])
    for latitude, longitude in CENTRES:
        projection = pyproj.Proj(f"+proj=laea +lat_0={latitude} +lon_0={longitude} +ellps=WGS84 +units=m +no_defs")
        for north, east in OFFSETS:
            # Longitudes beyond 180 degrees are written as most files have them.
            place = latitude + north, (longitude + east + 180) % 360 - 180
            x, y = projection(place[1], place[0])
            rows.writerow([latitude, longitude, f"{place[0]:.4f}", f"{place[1]:.4f}", f"{x:.6f}", f"{y:.6f}"])
