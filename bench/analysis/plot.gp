# plot.gp - the curve of recognition; called as gnuplot -e "chart='...'; picture='...'" plot.gp
set terminal pngcairo size 1000,660 font "DejaVu Sans,12"
set output picture
set title "How many packets until a stream is recognised\n{/*0.8 calls encoded by real codecs, with loss, disorder and late joins}"
set xlabel "packets seen of the stream (50 packets are one second of speech)\n "
set ylabel "streams recognised so far, %"
set xrange [0:60]
set yrange [0:104]
set grid
set key below vertical maxrows 3 samplen 3 spacing 1.2
set arrow 1 from 5,0 to 5,100 nohead dt 2 lc rgb "#1b7837"
set arrow 2 from 50,0 to 50,100 nohead dt 2 lc rgb "#762a83"
set label 1 "wanted with keys:\n99.9 % within 5" at 5.7,12 tc rgb "#1b7837"
set label 2 "wanted without keys:\n99.9 % within 50" at 49.3,12 right tc rgb "#762a83"
plot chart using 1:2 with steps lw 3 lc rgb "#1b7837" title "SRTP, tags checked with the keys from the SDP", \
     chart using 1:3 with steps lw 3 lc rgb "#e08214" title "in the clear, called so (no keys)", \
     chart using 1:4 with steps lw 3 lc rgb "#762a83" title "SRTP, from the packets alone (no keys)"
