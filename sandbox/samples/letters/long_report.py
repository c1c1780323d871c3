"""The text of one very long letter: a scientist's notes from half a year of field work."""

_STATIONS = (
    ("Skerry Point", "calm, 11 °C", "the first day of real use; the display can be read in full sun if one turns away"),
    ("Gull Bank", "swell of two metres", "one of us held the instrument, the other one held the first"),
    ("Outer Narrows", "rain all day", "water stood in the strap holes but not in the cuvette chamber"),
    ("Kelp Ground", "fog, 9 °C", "the zero had moved by 0.004 since the morning and was set again on board"),
    ("Harbour Mouth", "oil film on the surface", "we rinsed four times and still saw it in the blank"),
    ("Long Reef", "sunny, 14 °C", "thirty samples in two hours, which is our record"),
    ("North Buoy", "gale warning", "we turned round after three samples and lost none of the data"),
    ("River Plume", "brown water", "above 3 absorbance units the warning lamp comes on, as it should"),
    ("Shingle Bay", "calm, 6 °C", "the battery fell from 80 to 35 percent within an hour in the cold"),
    ("Deep Station", "calm, 5 °C", "with the spare battery kept in a pocket the cold did not matter"),
    ("Mussel Farm", "drizzle", "the farmer asked what it costs and did not believe that it is so small"),
    ("Slipway", "dry", "we compared it with the bench instrument at last, see the table of differences"),
)

_PARAGRAPHS = "\n\n".join(
    f"{number}. {place} ({weather}). At this station we took {6 + number * 2} samples at three depths and measured "
    f"each of them twice, once at once and once after ten minutes in the shade. Here {remark}. The difference between "
    f"the two readings was never above {0.002 + number / 1000:.3f} absorbance units, which is less than the scatter "
    "between two people who fill the same cuvette. We wrote the serial number of the cuvette into the log every time, "
    "because early on we had mixed two of them up and spent a week looking for an effect that was not there."
    for number, (place, weather, remark) in enumerate(_STATIONS, start=1)
)

REPORT = f"""\
Dear Alice,

You asked me to tell you how the SR-12 behaves outside a laboratory. It has now been at sea with us for six
months, and as I owe you an honest report, here it is, station by station. You may use it, with our name, if you like.

{_PARAGRAPHS}

What we would change: the strap holes collect water, the lamp button is too easy to press with gloves, and the battery
needs a warmer place than the outside of the case. What we would not change: the optics, which have been as steady as
those of the bench instrument that costs nine times as much, and the fact that one can open it with a coin.

In numbers: 1,204 samples, eleven stations and a slipway, one broken cuvette, no lost readings. The largest difference
from the bench instrument was 0.011 absorbance units, at 620 nm, in the brown water of the river plume. The smallest
difference was too small to be written down. We have sent the table to your service address for your own records.

Now the request that the subject line promises. Our next cruise leaves on [[+25 %-d %B]] and lasts three weeks, far
from any post office. Could you lend us a second SR-12 as a spare for that time? We would insure it, bring it back
clean, and write down everything that happens to it.

With warm regards from a wet coast
Adaeze

Prof. Adaeze Nwosu
Coastal Research Institute
"""
