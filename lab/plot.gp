# SPDX-License-Identifier: BSD-2-Clause
# plot.gp - the picture of a call, from the tables that picture.py wrote (settings.gp comes first)
#
# Left the whole call, right the second in which it moves.  From the top: who said what to whom,
# which packet went which way, what phone B's user heard.

set terminal pngcairo size 1900,1060 font "DejaVu Sans,11" background "#ffffff"
set output picture
set encoding utf8
set datafile separator "\t"

ink = "#30343b"; faint = "#c9ced6"
lte = "#1f6fb5"; amber = "#d97706"; far = "#15803d"; bad = "#dc2626"
table(name) = sprintf("%s/%s", dir, name)

set multiplot
set border 0
set tics scale 0 textcolor rgb ink
set key off
unset ytics
set style fill solid 1.0 noborder

set label 1 title at screen 0.012,0.968 font "DejaVu Sans Bold,20" textcolor rgb ink noenhanced
set label 2 facts at screen 0.012,0.933 font "DejaVu Sans,12" textcolor rgb "#5b6470" noenhanced
unset xtics
plot [0:1][0:1] -1 notitle
unset label 1; unset label 2

do for [view = 1:2] {
	if (view == 1) {
		set lmargin at screen 0.085; set rmargin at screen 0.635
		x0 = -0.15; x1 = call_end
	} else {
		set lmargin at screen 0.665; set rmargin at screen 0.988
		x0 = zoom_begin; x1 = zoom_end
	}
	set xrange [x0:x1]
	set xtics scale 0 autofreq format ""

	# the ground: LTE, the tuning in which all is lost, and what follows
	set object 1 rect from first x0, graph 0 to first outage_begin, graph 1 behind fc rgb "#eef5fc" fs solid noborder
	set object 2 rect from first outage_begin, graph 0 to first outage_end, graph 1 behind fc rgb "#fde2e2" fs solid noborder
	set object 3 rect from first outage_end, graph 0 to first x1, graph 1 behind \
		fc rgb (cs ? "#fff4e3" : "#eef5fc") fs solid noborder

	# ---- signalling --------------------------------------------------------------------------
	set tmargin at screen 0.885; set bmargin at screen 0.560
	set yrange [0.55:4.45]
	if (view == 1) {
		set label 11 "phone A" at graph -0.012, first 4 right font "DejaVu Sans Bold,12" tc rgb lte
		set label 12 "MSC" at graph -0.012, first 3 right font "DejaVu Sans Bold,12" tc rgb amber
		set label 13 "sealiftd" at graph -0.012, first 2 right font "DejaVu Sans Bold,12" tc rgb ink
		set label 14 "phone B" at graph -0.012, first 1 right font "DejaVu Sans Bold,12" tc rgb far
		set label 15 "the whole call" at graph 0, graph 1.035 left font "DejaVu Sans,11" tc rgb "#5b6470"
	} else {
		set label 15 "close up" at graph 0, graph 1.035 left font "DejaVu Sans,11" tc rgb "#5b6470"
		if (outage_ms > 0) {
			set label 16 sprintf("no radio: %.0f ms", outage_ms) at first (outage_begin+outage_end)/2, graph 1.035 \
				center font "DejaVu Sans Bold,11" tc rgb bad
		}
		set label 17 after at first x1, graph 1.035 right font "DejaVu Sans Bold,11" tc rgb (cs ? amber : lte)
	}
	plot for [y = 1:4] y with lines lw 1.4 lc rgb faint, \
		table("arrows") using 1:2:3:4 with vectors head filled size screen 0.0045,20 lw 1.6 lc rgb ink, \
		table("lost") using 1:2:3:4 with vectors nohead lw 1.6 dt 2 lc rgb bad, \
		table("lost") using 1:($2+$4) with points pt 2 ps 1.1 lw 2 lc rgb bad, \
		table("labels-left") using 1:2:3 with labels left offset 0.6,0 font "DejaVu Sans,10" tc rgb ink, \
		table("labels-right") using 1:2:3 with labels right offset -0.6,0 font "DejaVu Sans,10" tc rgb ink, \
		table("labels-left-lost") using 1:2:3 with labels left offset 0.6,0 font "DejaVu Sans,10" tc rgb bad, \
		table("labels-right-lost") using 1:2:3 with labels right offset -0.6,0 font "DejaVu Sans,10" tc rgb bad
	do for [i = 11:17] { unset label i }

	# ---- packets -----------------------------------------------------------------------------
	set tmargin at screen 0.535; set bmargin at screen 0.285
	set yrange [0.5:5.5]
	if (view == 1) {
		set label 11 "LTE, from A" at graph -0.012, first 5 right tc rgb lte
		set label 12 "LTE, to A" at graph -0.012, first 4 right tc rgb lte
		set label 13 "CS, from A" at graph -0.012, first 3 right tc rgb amber
		set label 14 "CS, to A" at graph -0.012, first 2 right tc rgb amber
		set label 15 "into phone B" at graph -0.012, first 1 right font "DejaVu Sans Bold,12" tc rgb far
	}
	thick = view == 1 ? 1.0 : 2.2
	bar(name) = table(name)
	plot bar("lte-up") using 1:($2-0.33):(0):(0.66) with vectors nohead lw thick lc rgb lte, \
		bar("lte-down") using 1:($2-0.33):(0):(0.66) with vectors nohead lw thick lc rgb lte, \
		bar("cs-up") using 1:($2-0.33):(0):(0.66) with vectors nohead lw thick lc rgb amber, \
		bar("cs-down") using 1:($2-0.33):(0):(0.66) with vectors nohead lw thick lc rgb amber, \
		bar("to-b") using 1:($2-0.33):(0):(0.66) with vectors nohead lw thick lc rgb far, \
		bar("lte-up-lost") using 1:($2-0.33):(0):(0.66) with vectors nohead lw thick lc rgb bad, \
		bar("lte-down-lost") using 1:($2-0.33):(0):(0.66) with vectors nohead lw thick lc rgb bad
	do for [i = 11:15] { unset label i }

	# ---- sound -------------------------------------------------------------------------------
	set tmargin at screen 0.260; set bmargin at screen 0.075
	set yrange [-0.5:0.5]
	set xtics scale 0 autofreq format "%g s" textcolor rgb "#5b6470"
	if (view == 1) {
		set label 11 "heard by B" at graph -0.012, first 0 right font "DejaVu Sans Bold,12" tc rgb far
	}
	if (silence_ms > 0) {
		set label 12 sprintf("%.0f ms", silence_ms) at first (silence_begin+silence_end)/2, graph 0.93 \
			center font "DejaVu Sans Bold,10" tc rgb bad
	}
	plot table("sound") using 1:2:3 with filledcurves lc rgb far
	do for [i = 11:12] { unset label i }
}
unset multiplot
