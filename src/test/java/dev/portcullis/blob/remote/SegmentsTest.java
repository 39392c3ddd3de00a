package dev.portcullis.blob.remote;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SegmentsTest {
    private static final long TIB = 1L << 40;

    @Test
    void aTebibyteFitsIntoTheMostPartsThatS3Takes() {
        assertThat(Segments.USUAL.count(TIB)).isLessThanOrEqualTo(10_000);
        assertThat(Segments.USUAL.bytes(0, Long.MAX_VALUE)).isGreaterThanOrEqualTo(5 << 20);
        assertThat(Segments.USUAL.count(0)).isZero();
        assertThat(Segments.USUAL.count(1)).isEqualTo(1);
    }

    @Property
    void everyPlaceIsInJustOneSegment(@ForAll @LongRange(max = TIB - 1) long place) {
        int index = Segments.USUAL.indexOf(place);
        assertThat(Segments.USUAL.start(index)).isLessThanOrEqualTo(place);
        assertThat(Segments.USUAL.start(index + 1)).isGreaterThan(place);
        assertThat(Segments.USUAL.indexOf(Segments.USUAL.start(index))).isEqualTo(index);
        assertThat(Segments.USUAL.start(index) + Segments.USUAL.bytes(index, place + 1))
                .isEqualTo(place + 1);
    }
}
